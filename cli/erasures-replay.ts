import { contextFor } from '#domain/access/context.ts'
import { replayErasures } from '#domain/fulfilment/erasure-run/replay-erasures.ts'
import { closeSources } from '#domain/fulfilment/sources/open-sources.ts'
import { defaultLocale } from '#i18n/locales.ts'
import type { Command } from './command.ts'

export const erasuresReplay: Command = {
  name: 'erasures replay',
  summary: 'erases people again that a restored database knows although they were erased',
  help: 'A start does it by itself. The list is the file that DELETION_LIST_FILE names.',
  async run({ open }) {
    const services = open()
    try {
      const actor = { kind: 'system', task: 'erasures replay' } as const
      const ctx = contextFor(services, { actor, locale: defaultLocale })
      const { replayed, waiting } = await replayErasures(ctx, new AbortController().signal)
      const people = `${replayed} ${replayed === 1 ? 'person' : 'people'} erased again`
      return {
        json: { replayed, waiting },
        lines: [
          replayed === 0
            ? 'Nobody has returned: the database knows none of the erased people.'
            : `${people}.`,
          ...(waiting > 0 ? [`${waiting} wait for another system: the worker goes on.`] : []),
        ],
      }
    } finally {
      await closeSources(services)
      await services.database.close()
    }
  },
}
