import { Readable } from 'node:stream'
import type { z } from 'zod'
import { kindTitle, statusWord } from '#components/requests/status-texts.tsx'
import { evidenceIds } from '#db/schema/assurance-codes.ts'
import { bootResults, drillResults } from '#db/schema/backups-codes.ts'
import { refusalCodes, requestChannels, requestKinds, requestStatuses } from '#db/schema/request-codes.ts'
import type { Context } from '#domain/access/context.ts'
import { exportRegister, type RegisterWords } from '#domain/assurance/report/export-register.ts'
import type { registerExportSchema } from '#domain/assurance/report/registers.ts'
import { evidenceStates } from '#domain/assurance/rules/judge.ts'
import { countryNames } from '#i18n/countries.ts'
import { type Locale, locales } from '#i18n/locales.ts'
import { messages } from '#i18n/messages.ts'
import { translator } from '#i18n/translator.ts'
import { figureTexts } from '../texts/evidence-texts.ts'

/** A register of a period as a streamed file. Throws what refuses it before the answer begins. */
export async function registerFile(
  ctx: Context,
  { register, from, to }: z.output<typeof registerExportSchema>,
): Promise<Response> {
  const pieces = exportRegister(ctx, register, { from, to, words: wordsIn(ctx.locale) })
  const first = await pieces.next()
  const body = async function* () {
    if (!first.done) yield Buffer.from(first.value, 'utf8')
    for await (const piece of pieces) yield Buffer.from(piece, 'utf8')
  }
  return new Response(
    Readable.toWeb(Readable.from(body(), { objectMode: false })) as ReadableStream<Uint8Array>,
    {
      headers: {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': `attachment; filename="${register}-${from}-${to}.csv"`,
        'cache-control': 'no-store',
      },
    },
  )
}

/** Texts for the codes in the files; what has none stays as it is. */
function wordsIn(locale: Locale): RegisterWords {
  const { quarterReport, requests, trust, backups } = messages[locale]
  const desk = translator(locale, 'staffRequests')
  const known = <Code extends string>(codes: readonly Code[], code: string, word: (one: Code) => string) => {
    const found = codes.find((one) => one === code)
    return found === undefined ? code : word(found)
  }
  return {
    columns: quarterReport.fields,
    figures: (kind, figures) =>
      figureTexts(locale, kind, figures)
        .map(({ label, text }) => `${label}: ${text}`)
        .join('; '),
    value: (column, code) => {
      switch (column) {
        case 'kind':
          return known(requestKinds, code, (kind) =>
            kind === 'question' ? kindTitle(locale, 'question') : requests.rights[kind].title,
          )
        case 'status':
          return known(requestStatuses, code, (status) =>
            statusWord(locale, { status, kind: 'access' }, 'staff'),
          )
        case 'channel':
          return known(requestChannels, code, (channel) => desk(`channels.${channel}`))
        case 'language':
          return known(locales, code, (language) => desk(`languages.${language}`))
        case 'country':
          return /^[A-Z]{2}$/.test(code) ? countryNames(locale, [code]) : code
        case 'refusalCode':
          return known(refusalCodes, code, (refusal) => messages[locale].case.refusals[refusal])
        case 'late':
          return code === 'yes' ? quarterReport.yes : quarterReport.no
        case 'evidence':
          return known(evidenceIds, code, (id) => trust.titles[id])
        case 'state':
          return known(evidenceStates, code, (state) => trust.states[state])
        case 'result':
          return known(drillResults, code, (result) => backups.results[result])
        case 'boot':
          return known(bootResults, code, (boot) => backups.boots[boot])
        default:
          return code
      }
    },
  }
}
