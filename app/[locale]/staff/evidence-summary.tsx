import { StateMark, stateColour } from '#components/ui/state-mark.tsx'
import { evidenceStates } from '#domain/assurance/rules/judge.ts'
import { readTrust } from '#domain/assurance/trust/read-trust.ts'
import { translator } from '#i18n/translator.ts'
import type { StaffContext } from '../../_server/session/staff-context.ts'

/** One line: how many of the measured promises are in which state, and where each of them is. */
export async function EvidenceSummary({ ctx }: { ctx: StaffContext }) {
  const t = translator(ctx.locale, 'trust')
  const { clauses } = await readTrust(ctx)
  const views = new Map(clauses.flatMap(({ evidence }) => evidence.map((view) => [view.id, view])))
  const counts = evidenceStates
    .map((state) => ({ state, count: [...views.values()].filter((view) => view.state === state).length }))
    .filter(({ count }) => count > 0)
  return (
    <p className="mb-8 flex flex-wrap items-baseline gap-x-5 text-small">
      <a className="inline-flex min-h-9 items-center" href={`/${ctx.locale}/trust`}>
        {t('all')}
      </a>
      {counts.map(({ state, count }) => (
        <span key={state} className={`inline-flex items-baseline gap-1.5 ${stateColour[state]}`}>
          <StateMark state={state} />
          {`${t(`states.${state}`)}: ${count}`}
        </span>
      ))}
    </p>
  )
}
