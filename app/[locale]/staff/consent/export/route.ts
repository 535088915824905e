import { choiceStates } from '#domain/assurance/consents/consent-table.ts'
import { exportConsentState } from '#domain/assurance/consents/read-consent-state.ts'
import { readChoiceTitles } from '#domain/consent/texts/consent-texts.ts'
import { choiceTitle } from '#i18n/choice-title.ts'
import { translator } from '#i18n/translator.ts'
import { csvTable, delimiterFor } from '#platform/csv-table.ts'
import { csvFile } from '../../../../_server/files/csv-file.ts'
import { fileOrConfirm } from '../../../../_server/files/file-or-confirm.ts'
import { localeOf } from '../../../../_server/session/request-context.ts'
import { staffContext } from '../../../../_server/session/staff-context.ts'

type Props = { params: Promise<{ locale: string }> }

/** A POST, so that no link triggers an export. Without a recent code it redirects to the page that asks for one. */
export async function POST(_: Request, { params }: Props): Promise<Response> {
  const locale = localeOf((await params).locale)
  const page = `/${locale}/staff/consent`
  const ctx = await staffContext(locale, page, 'consent-states.export')
  const t = translator(locale, 'consentState')
  const heads = [t('csv.code'), t('choices.choice'), ...choiceStates.map((state) => t(`states.${state}`))]
  return fileOrConfirm(ctx, page, async () => {
    const titles = await readChoiceTitles(ctx, locale)
    const rows = (await exportConsentState(ctx)).map((row) => [
      row.name,
      choiceTitle(locale, row, titles),
      ...choiceStates.map((state) =>
        row.people[state] === null ? t('withheld') : String(row.people[state]),
      ),
    ])
    return csvFile(ctx, 'consent', csvTable([heads, ...rows], { delimiter: delimiterFor(locale) }))
  })
}
