import { contextFor } from '#domain/access/context.ts'
import { type KeyEpoch, readKeyEpochs } from '#domain/people/key-epochs/read-key-epochs.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import type { Command } from './command.ts'

export const keysList: Command = {
  name: 'keys list',
  summary: 'each master key: when it was made, how many keys it wraps, when it is destroyed',
  async run({ open }) {
    const services = open()
    try {
      const ctx = contextFor(services, { actor: { kind: 'system', task: 'keys list' }, locale: 'en' })
      const { epochs, faults } = await readKeyEpochs(ctx)
      return {
        json: { keys: epochs, faults },
        lines: [...epochs.map(lineOf), ...faults.map((fault) => `not in order: ${fault}`)],
        failed: faults.length > 0,
      }
    } finally {
      await services.database.close()
    }
  },
}

function lineOf({ version, id, madeAt, current, inUse, destroyedOn, destroyedAt }: KeyEpoch): string {
  const made = `${version}  ${id}  made ${almatyDate(madeAt)}`
  if (destroyedAt) return `${made}  destroyed ${almatyDate(destroyedAt)}`
  const end = `destroyed on ${almatyDate(destroyedOn)}${current ? ' at the latest' : ''}`
  return `${made}  wraps ${inUse} keys  ${end}${current ? '  current' : ''}`
}
