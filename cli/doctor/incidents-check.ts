import { openTerms } from '#domain/incidents/term/run-terms.ts'
import type { Environment } from '#platform/env.ts'
import { almatyMoment } from '#platform/time/almaty-time.ts'
import { fail, look, ok, warn } from './finding.ts'
import { withContext } from './with-context.ts'

/** Whether the authority was told about each incident within its term. */
export function checkIncidents(env: Environment) {
  return look('incidents', async () => {
    const open = await withContext(env, (ctx) => ctx.transaction((tx) => openTerms(tx, ctx.clock.now())))
    const named = (state: (typeof open)[number]['state']) =>
      open
        .filter((one) => one.state === state)
        .map(({ reference, dueAt }) => `${reference} (${almatyMoment(dueAt)})`)
        .join(', ')
    const passed = named('passed')
    if (passed !== '') return fail(`the term for the notice to the authority has passed: ${passed}`)
    const soon = named('soon')
    if (soon !== '') return warn(`the notice to the authority is due within four hours: ${soon}`)
    return ok(open.length === 0 ? 'no notice to the authority is open' : `open notices: ${open.length}`)
  })
}
