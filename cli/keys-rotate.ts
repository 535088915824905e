import { contextFor } from '#domain/access/context.ts'
import { keepKeyEpochs } from '#domain/people/key-epochs/keep-key-epochs.ts'
import type { Command } from './command.ts'

export const keysRotate: Command = {
  name: 'keys rotate',
  summary: 'make the next master key now and wrap all keys of people under it',
  help: 'The portal may go on meanwhile. Older master keys are destroyed when the last archive of the keystore from their time is over.',
  async run({ open }) {
    const services = open()
    try {
      const ctx = contextFor(services, { actor: { kind: 'system', task: 'keys rotate' }, locale: 'en' })
      const done = await keepKeyEpochs(ctx, { rotate: true, signal: new AbortController().signal })
      return {
        json: done,
        lines: [
          `Master key ${done.current} made; keys wrapped under it: ${done.rewrapped}`,
          ...done.destroyed.map((version) => `Master key ${version} destroyed`),
          ...(done.failed.length > 0
            ? [`Keys that their master key does not open: ${done.failed.length}`]
            : []),
        ],
        failed: done.failed.length > 0,
      }
    } finally {
      await services.database.close()
    }
  },
}
