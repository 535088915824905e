import { contextFor } from '#domain/access/context.ts'
import { remakeCounts } from '#domain/assurance/statistics/check-counts.ts'
import { checkedCounts } from '#domain/assurance/statistics/counts-checked.ts'
import type { Command } from './command.ts'

export const statisticsRecount: Command = {
  name: 'statistics recount',
  summary: 'make the counts for statistics again from the ledger and the requests',
  help: 'For when doctor says that they differ: find out why first. The portal may go on meanwhile; choices and requests wait for seconds.',
  async run({ open }) {
    const services = open()
    try {
      const actor = { kind: 'system', task: 'statistics recount' } as const
      const checked = await remakeCounts(contextFor(services, { actor, locale: 'en' }))
      return {
        json: checked,
        lines: checkedCounts.map(
          (name) => `${name}: ${checked[name].counts} counts, ${checked[name].different} differ`,
        ),
        failed: checkedCounts.some((name) => checked[name].different > 0),
      }
    } finally {
      await services.database.close()
    }
  },
}
