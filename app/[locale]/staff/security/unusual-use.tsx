import { getTranslations } from 'next-intl/server'
import { DenseTable } from '#components/staff/dense-table.tsx'
import { FactList } from '#components/ui/fact-list.tsx'
import { readUnusualUse } from '#domain/assurance/audit-log/read-unusual-use.ts'
import { longMoment } from '#i18n/dates.ts'
import type { StaffContext } from '../../../_server/session/staff-context.ts'
import { logPath } from '../audit-log/log-path.ts'

const kinds = ['told', 'refused', 'stopped'] as const

/** The table shows so many, of all kinds together. */
const shown = 20

/** Sign-ins that people were told about, and what they said was not theirs. A person is named by the end of an id, as in the log. */
export async function UnusualUse({ ctx }: { ctx: StaffContext }) {
  const { locale } = ctx
  const t = await getTranslations('security.unusual')
  const use = await readUnusualUse(ctx)
  const newest = kinds
    .flatMap((kind) => use[kind].last.map((one) => ({ kind, ...one })))
    .sort((a, b) => b.at.getTime() - a.at.getTime())
    .slice(0, shown)
  return (
    <>
      <FactList
        facts={kinds.map((kind) => ({ term: t(`counts.${kind}`), value: String(use[kind].count) }))}
      />
      {newest.length === 0 ? null : (
        <div className="mt-6">
          <DenseTable
            caption={t('newest')}
            heads={[t('when'), t('what'), t('person')]}
            rows={newest.map(({ auditId, kind, at, subjectId }) => ({
              key: auditId,
              head: longMoment(locale, at),
              cells: [
                { label: t('what'), value: t(`kinds.${kind}`) },
                {
                  label: t('person'),
                  value: (
                    <a href={logPath(locale, { person: subjectId })}>
                      {t('about', { id: subjectId.slice(-8) })}
                    </a>
                  ),
                },
              ],
            }))}
          />
        </div>
      )}
    </>
  )
}
