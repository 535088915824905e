import { exportSubprocessors } from '#domain/assurance/subprocessors/read-subprocessors.ts'
import { countryNames } from '#i18n/countries.ts'
import { translator } from '#i18n/translator.ts'
import { csvTable, delimiterFor } from '#platform/csv-table.ts'
import { almatyMoment } from '#platform/time/almaty-time.ts'
import { csvFile } from '../../../../../_server/files/csv-file.ts'
import { fileOrConfirm } from '../../../../../_server/files/file-or-confirm.ts'
import { localeOf } from '../../../../../_server/session/request-context.ts'
import { staffContext } from '../../../../../_server/session/staff-context.ts'
import { categoryWords, registerPath } from '../subprocessor-words.ts'

type Props = { params: Promise<{ locale: string }> }

const columns = [
  ...(['id', 'effectiveOn', 'entry', 'name', 'service', 'categories', 'country', 'basis', 'since'] as const),
  ...(['agreementName', 'agreementSha256', 'agreementOn', 'agreementEndsOn', 'by', 'at'] as const),
]

/** Every entry of the register. A POST, so that no link triggers an export; without a recent code it leads to where one is asked for. */
export async function POST(_: Request, { params }: Props): Promise<Response> {
  const locale = localeOf((await params).locale)
  const page = registerPath(locale)
  const ctx = await staffContext(locale, page, 'subprocessors.export')
  const t = translator(locale, 'subprocessors')
  return fileOrConfirm(ctx, page, async () => {
    const rows = (await exportSubprocessors(ctx)).map((one) => [
      one.subprocessorId,
      one.effectiveOn,
      t(`csv.entries.${one.entry}`),
      one.name[locale],
      one.service[locale],
      categoryWords(locale, one.categories),
      countryNames(locale, [one.country]),
      t(`bases.${one.transferBasis}`),
      one.since,
      one.agreementName ?? '',
      one.agreement?.sha256 ?? '',
      one.agreement?.signedOn ?? '',
      one.agreement?.endsOn ?? '',
      one.recordedBy.name ?? one.recordedBy.staffId,
      almatyMoment(one.recordedAt),
    ])
    const table = csvTable([columns.map((column) => t(`csv.${column}`)), ...rows], {
      delimiter: delimiterFor(locale),
    })
    return csvFile(ctx, 'subprocessors', table)
  })
}
