import { exportIncidents, type IncidentWords } from '#domain/incidents/register/export-incidents.ts'
import type { Locale } from '#i18n/locales.ts'
import { messages } from '#i18n/messages.ts'
import { pickTexts } from '#i18n/pick-texts.ts'
import { translator } from '#i18n/translator.ts'
import { csvFile } from '../../../../_server/files/csv-file.ts'
import { fileOrConfirm } from '../../../../_server/files/file-or-confirm.ts'
import { localeOf } from '../../../../_server/session/request-context.ts'
import { staffContext } from '../../../../_server/session/staff-context.ts'

type Props = { params: Promise<{ locale: string }> }

/** A POST, so that no link triggers an export. Without a recent code it redirects to the page that asks for one. */
export async function POST(_request: Request, { params }: Props): Promise<Response> {
  const locale = localeOf((await params).locale)
  const page = `/${locale}/staff/incidents`
  const ctx = await staffContext(locale, page, 'incidents.read')
  const t = translator(locale, 'incidents')
  const known = ['title', 'what', 'data', 'systems', 'risk', 'measures', 'reference', 'people'] as const
  const columns = {
    ...pickTexts(
      t,
      known.map((name) => `fields.${name}` as const),
    ),
    status: t('fields.status'),
    noticedAt: t('fields.noticed'),
    openedAt: t('fields.opened'),
    dueAt: t('fields.due'),
    term: t('term'),
    authority: t('fields.authority'),
    authorityAt: t('authorityAt'),
    subjects: t('fields.subjects'),
    subjectsAt: t('subjectsAt'),
    closedAt: t('fields.closed'),
  }
  return fileOrConfirm(ctx, page, async () =>
    csvFile(ctx, t('csv.file'), await exportIncidents(ctx, { columns, value: codeWords(locale) })),
  )
}

/** What the codes of the register are called; a text that people wrote stays as it is. */
function codeWords(locale: Locale): IncidentWords['value'] {
  const { statuses, data, systems, risks, termWords, duties } = messages[locale].incidents
  const byColumn: Partial<Record<string, Record<string, string>>> = {
    status: statuses,
    data,
    systems,
    risk: risks,
    term: termWords,
    authority: duties,
    subjects: duties,
  }
  return (column, code) => byColumn[column]?.[code] ?? code
}
