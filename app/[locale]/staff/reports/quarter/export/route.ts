import { Readable } from 'node:stream'
import { kindTitle, statusWord } from '#components/requests/status-texts.tsx'
import { evidenceIds } from '#db/schema/assurance-codes.ts'
import { drillResults } from '#db/schema/backups-codes.ts'
import { requestChannels, requestKinds, requestStatuses } from '#db/schema/request-codes.ts'
import { exportRegister, type RegisterWords } from '#domain/assurance/report/export-register.ts'
import { registerExportSchema } from '#domain/assurance/report/registers.ts'
import { evidenceStates } from '#domain/assurance/rules/judge.ts'
import { type Locale, locales } from '#i18n/locales.ts'
import { messages } from '#i18n/messages.ts'
import { translator } from '#i18n/translator.ts'
import { fileOrConfirm } from '../../../../../_server/files/file-or-confirm.ts'
import { localeOf } from '../../../../../_server/session/request-context.ts'
import { staffContext } from '../../../../../_server/session/staff-context.ts'
import { quarterPath } from '../quarter-path.ts'

type Props = { params: Promise<{ locale: string }> }

/** A POST, so that no link triggers an export. Without a recent code it redirects to the page that asks for one. */
export async function POST(request: Request, { params }: Props): Promise<Response> {
  const locale = localeOf((await params).locale)
  const page = quarterPath(locale)
  const asked = registerExportSchema.safeParse(Object.fromEntries(await request.formData())).data
  const ctx = await staffContext(locale, page, 'reports.export')
  return fileOrConfirm({ locale, page }, async () => {
    if (!asked) return new Response(null, { status: 303, headers: { location: page } })
    const { register, from, to } = asked
    const pieces = exportRegister(ctx, register, { from, to, words: wordsIn(locale) })
    // What is refused is refused before the answer begins.
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
  })
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
        case 'late':
          return code === 'yes' ? quarterReport.yes : quarterReport.no
        case 'evidence':
          return known(evidenceIds, code, (id) => trust.titles[id])
        case 'state':
          return known(evidenceStates, code, (state) => trust.states[state])
        case 'result':
          return known(drillResults, code, (result) => backups.results[result])
        default:
          return code
      }
    },
  }
}
