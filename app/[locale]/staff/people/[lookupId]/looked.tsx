import { Block } from '#components/staff/block.tsx'
import { DenseTable } from '#components/staff/dense-table.tsx'
import { shortMoment } from '#i18n/dates.ts'
import { translator } from '#i18n/translator.ts'
import type { PartProps } from './account.tsx'

/** Who of the staff opened what of the person, when and why, in the words that the person reads. */
export function Looked({ ctx: { locale }, record: { disclosures } }: PartProps) {
  const t = translator(locale, 'people')
  const words = translator(locale, 'case')
  const heads = ['when', 'who', 'what', 'why', 'asked'] as const
  return (
    <Block id="looked" title={t('looked.title')} note={t('looked.note')}>
      {disclosures.length === 0 ? (
        <p className="text-soft">{t('none')}</p>
      ) : (
        <DenseTable
          caption={t('looked.title')}
          heads={heads.map((head) => t(`looked.${head}`))}
          rows={disclosures.map(({ auditId, at, what, roles, reason, reference, report }) => ({
            key: auditId,
            head: <time dateTime={at}>{shortMoment(locale, at)}</time>,
            cells: [
              {
                label: t('looked.who'),
                value:
                  roles.length === 0
                    ? words('disclosures.former')
                    : roles.map((role) => words(`disclosures.roles.${role}`)).join(', '),
              },
              {
                label: t('looked.what'),
                value: (
                  <>
                    {words(`disclosures.what.${what}`)}
                    {reference ? (
                      <a className="block tabular-nums" href={`/${locale}/staff/requests/${reference}`}>
                        {reference}
                      </a>
                    ) : null}
                  </>
                ),
              },
              {
                label: t('looked.why'),
                value: reason ? words(`disclosures.reasons.${reason}`) : '–',
              },
              {
                label: t('looked.asked'),
                value: report
                  ? report.finding
                    ? words(`disclosures.findings.${report.finding}`)
                    : t('looked.waits')
                  : t('looked.notAsked'),
              },
            ],
          }))}
        />
      )}
    </Block>
  )
}
