import { checkedCounts, readCountsChecked } from '#domain/assurance/statistics/counts-checked.ts'
import type { Environment } from '#platform/env.ts'
import { fail, look, ok, warn } from './finding.ts'
import { withContext } from './with-context.ts'

/** Two nights. */
const patienceMs = 50 * 3_600_000

/** What the nightly comparison of the counts for statistics with the records found. */
export function checkStatistics(env: Environment) {
  return look('statistics', async () => {
    const { checked, now } = await withContext(env, async (ctx) => ({
      checked: await readCountsChecked(ctx),
      now: ctx.clock.now(),
    }))
    if (!checked) return ok('the counts have not been compared with the records yet: this is done at night')
    const differing = checkedCounts.filter((name) => checked[name].different > 0)
    const said = differing.map(
      (name) => `${name}: ${checked[name].different} of ${checked[name].counts} counts`,
    )
    if (differing.length > 0)
      return fail(
        `counts differ from the records since ${checked.at}: ${said.join(', ')}; when the cause is found: npm run portal -- statistics recount`,
      )
    if (now.getTime() - Date.parse(checked.at) > patienceMs)
      return warn(`the counts were last compared with the records at ${checked.at}: is the worker running?`)
    return ok(`the counts were equal to the records at ${checked.at}`)
  })
}
