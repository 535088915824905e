import { globSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Locale, locales } from './locales.ts'
import { textsOfMessage } from './spelling/words.ts'

type Refused = { pattern: RegExp; say: string; except?: readonly string[] }

const words = (list: string) => new RegExp(`(?<![\\p{L}-])(?:${list})(?!\\p{L})`, 'iu')

/** What a text of a language does not say, and what it says instead. Kazakh and Russian terms are those of the glossary. */
const refused: Record<Locale, readonly Refused[]> = {
  en: [
    { pattern: words('stands?|stood'), say: 'is, are' },
    { pattern: words('holds? (?:for|good|until)'), say: 'applies to' },
    { pattern: words('(?:tells?|told|telling) of'), say: 'tells about, says that' },
    { pattern: words('whoever|whomever|whom|wherever'), say: 'anyone who; or name them' },
    { pattern: words('letters?'), say: 'email', except: ['history.json hashNote'] },
    { pattern: words('e-mails?|mails?|mailed'), say: 'email' },
    { pattern: words('lets? go of'), say: 'deletes' },
    { pattern: words('of before'), say: 'previous, old' },
    { pattern: words('by (?:it|them)sel(?:f|ves)'), say: 'automatically; or nothing' },
    { pattern: words('anew'), say: 'again' },
    { pattern: words('at once'), say: 'immediately' },
    { pattern: words('term'), say: 'deadline; how long consent lasts; consent expires' },
    { pattern: words('somebody|anybody'), say: 'someone, anyone' },
    { pattern: words('owed|due by law'), say: 'we must' },
    { pattern: words('mends?|mended|wish(?:es)?|bids?|begins? with'), say: 'correct, want, start' },
    { pattern: words('sent (?:you )?a message with'), say: 'sent an email with' },
  ],
  ru: [
    { pattern: words('офицер\\p{L}*'), say: 'ответственный за персональные данные' },
    { pattern: words('перенос(?:а|у|ом)? данных'), say: 'переносимость данных' },
    { pattern: words('стоит|стоят|стоял\\p{L}*'), say: 'указан, есть' },
    { pattern: words('вести'), say: 'сообщение' },
    { pattern: words('запросом; отвечаем'), say: 'нужен запрос; ответим' },
  ],
  kk: [
    { pattern: words('есептік жазба\\p{L}*'), say: 'тіркелгі' },
    { pattern: words('нысан\\p{L}*'), say: 'форма' },
    { pattern: words('ары қарай'), say: 'әрі қарай' },
    { pattern: words('сұрат(?:у|а|ы)\\p{L}*'), say: 'сұрау' },
    { pattern: words('ат(?:ы|ың)ыз бен тегіңіз\\p{L}*'), say: 'аты-жөніңіз' },
    { pattern: words('браузер\\p{L}* белгі\\p{L}*'), say: 'браузер сигналы' },
    { pattern: words('офицер\\p{L}*'), say: 'дербес деректерге жауапты қызметкер' },
  ],
}

/**
 * Kazakh puts the ending of a case on the word before. A value has none, so a placeholder is followed by a noun that takes
 * the ending («{day} күніне дейін»), never by a postposition, a verb or a glued ending.
 */
const bareKazakh =
  /\}\s*(?:-?(?:ға|ге|қа|ке|да|де|та|те|дан|ден|тан|тен|нан|нен|ны|ні|ды|ді|ты|ті|ның|нің|дың|дің|тың|тің)|дейін|шейін|бастап|бері|кейін|бұрын|өзі|туралы|үшін|арқылы|бойынша|ашу|жабылды|түсті|жою)(?!\p{L})/u

const leavesOf = (value: unknown, path: string): [string, string][] =>
  typeof value === 'string'
    ? [[path, value]]
    : Object.entries(value as object).flatMap(([key, inner]) =>
        leavesOf(inner, path ? `${path}.${key}` : key),
      )

const messagesOf = (locale: Locale): [string, string][] =>
  globSync(`messages/${locale}/*.json`, { cwd: import.meta.dirname }).flatMap((file) =>
    leavesOf(JSON.parse(readFileSync(resolve(import.meta.dirname, file), 'utf8')), '').map(
      ([path, text]): [string, string] => [`${file.split('/').at(-1)} ${path}`, text],
    ),
  )

const plain = (text: string) => text.replaceAll('\u00A0', ' ')

function faults(locale: Locale, [place, text]: [string, string]): string[] {
  const said = textsOfMessage(text).map(plain)
  return refused[locale]
    .filter(({ pattern, except }) => !except?.includes(place) && said.some((one) => pattern.test(one)))
    .map(({ say }) => `${place}: say “${say}”: ${text}`)
}

describe.each(locales)('the words of %s', (locale) => {
  test('are those that people use and the glossary settles', () => {
    expect(messagesOf(locale).flatMap((message) => faults(locale, message))).toEqual([])
  })
})

test.each<[Locale, string]>([
  ['en', 'The answer stands in the messages.'],
  ['en', 'They hold for the whole portal.'],
  ['en', 'Nobody is told of it yet.'],
  ['en', 'The person gets a letter.'],
  ['en', 'Enter your E-mail address.'],
  ['en', 'It ends by itself.'],
  ['ru', 'Один офицер предлагает, другой утверждает.'],
  ['ru', 'Закон требует, чтобы в согласии стояло полное имя, и оно стоит.'],
  ['kk', 'Нысанды толтырыңыз.'],
  ['kk', 'Есептік жазбаңыз ашылды.'],
])('%s: “%s” is refused', (locale, text) => {
  expect(faults(locale, ['place', text])).toHaveLength(1)
})

test('a letter of an alphabet or a term of a vocabulary that has a name is not an email or a deadline', () => {
  expect(faults('en', ['history.json hashNote', 'If one letter changes, it changes too.'])).toEqual([])
  expect(faults('en', ['place', 'A file with DPV terms, by {term}.'])).toEqual([])
})

describe('a Kazakh placeholder', () => {
  test('ends in a noun that takes the ending of the case', () => {
    const bare = messagesOf('kk').filter(([, text]) => bareKazakh.test(plain(text)))
    expect(bare).toEqual([])
  })

  test.each([
    '{day} дейін жарамды',
    '{day} бастап',
    '{time} өзі',
    '{reference} ашу',
    '{date}ға дейін',
    '{at}-да',
  ])('“%s” is refused', (text) => {
    expect(bareKazakh.test(text)).toBe(true)
  })

  test.each(['{day} күніне дейін', '{reference} сұрау салуын ашу', '{version}-нұсқа', '{article}-бабы'])(
    '“%s” is not',
    (text) => {
      expect(bareKazakh.test(text)).toBe(false)
    },
  )
})
