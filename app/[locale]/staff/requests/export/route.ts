import { kindTitle, statusWord } from '#components/requests/status-texts.tsx'
import { requestChannels, requestStatuses } from '#db/schema/request-codes.ts'
import { queueFiltersOf, queueParams } from '#domain/requests/forms/queue-filters.ts'
import { type CsvColumn, exportQueueCsv } from '#domain/requests/queue/export-queue.ts'
import { kindNames } from '#domain/requests/rules/kinds.ts'
import { type Locale, locales } from '#i18n/locales.ts'
import { pickTexts } from '#i18n/pick-texts.ts'
import { translator } from '#i18n/translator.ts'
import { csvFile } from '../../../../_server/files/csv-file.ts'
import { fileOrConfirm } from '../../../../_server/files/file-or-confirm.ts'
import { localeOf } from '../../../../_server/session/request-context.ts'
import { staffContext } from '../../../../_server/session/staff-context.ts'

type Props = { params: Promise<{ locale: string }> }

/** A POST, so that no link triggers an export. Without a recent code it redirects to the page that asks for one. */
export async function POST(request: Request, { params }: Props): Promise<Response> {
  const locale = localeOf((await params).locale)
  const filters = queueFiltersOf(Object.fromEntries(textsOf(await request.formData())))
  const query = new URLSearchParams(queueParams(filters)).toString()
  const page = `/${locale}/staff/requests${query ? `?${query}` : ''}`
  const ctx = await staffContext(locale, page, 'requests.export')
  return fileOrConfirm(ctx, page, async () => {
    const csv = await exportQueueCsv(ctx, filters, csvWords(locale))
    return csvFile(ctx, translator(locale, 'staffRequests')('csv.file'), csv)
  })
}

const textsOf = (form: FormData) =>
  [...form].filter((entry): entry is [string, string] => typeof entry[1] === 'string')

/** Texts for the codes in the file; times and numbers have none and stay as they are. */
function csvWords(locale: Locale) {
  const t = translator(locale, 'staffRequests')
  const columns: Record<CsvColumn, string> = {
    ...pickTexts(t, ['columns.reference', 'columns.kind', 'columns.status', 'columns.channel']),
    locale: t('columns.language'),
    receivedAt: t('columns.received'),
    dueAt: t('columns.due'),
    overdue: t('overdue'),
    assignedTo: t('columns.assigned'),
    closedAt: t('columns.closed'),
  }
  const value = (column: CsvColumn, code: string): string => {
    if (column === 'kind') return wordOf(kindNames, code, (kind) => kindTitle(locale, kind))
    if (column === 'status')
      return wordOf(requestStatuses, code, (status) =>
        statusWord(locale, { status, kind: 'access' }, 'staff'),
      )
    if (column === 'channel') return wordOf(requestChannels, code, (channel) => t(`channels.${channel}`))
    if (column === 'locale') return wordOf(locales, code, (language) => t(`languages.${language}`))
    if (column === 'overdue') return code === 'true' ? t('overdue') : ''
    return code
  }
  return { columns, value }
}

function wordOf<Code extends string>(codes: readonly Code[], code: string, word: (known: Code) => string) {
  const known = codes.find((one) => one === code)
  return known === undefined ? code : word(known)
}
