import { readKeyEpochs } from '#domain/people/key-epochs/read-key-epochs.ts'
import { scanFields } from '#domain/people/key-epochs/scan-fields.ts'
import type { EpochFault } from '#domain/people/rules/key-epochs.ts'
import type { Environment } from '#platform/env.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { type Finding, fail, look, ok, warn } from './finding.ts'
import { withContext } from './with-context.ts'

const dayMs = 86_400_000

const words: Record<EpochFault, string> = {
  'not-destroyed': 'an older master key should have been destroyed',
  'not-rewrapped': 'keys are still under an older master key',
  'not-rotated': 'the next master key was not made',
}

/** Which master key is in use, how old it is, when an older one is destroyed, and what is overdue. */
export const checkKeyEpochs = (env: Environment): Promise<Finding> =>
  look('key epochs', async () =>
    withContext(env, async (ctx) => {
      const { epochs, faults } = await readKeyEpochs(ctx)
      const current = epochs.at(-1)
      if (!current?.current)
        return fail(`master key ${current?.version ?? 1} is not in the keys folder: restore it from its copy`)
      const days = Math.floor((ctx.clock.unmoved().getTime() - current.madeAt.getTime()) / dayMs)
      const next = epochs.find((one) => !one.destroyedAt) ?? current
      const says = `master key ${current.version}, ${days} days old; ${next.version} is destroyed on ${almatyDate(next.destroyedOn)}`
      return faults.length === 0
        ? ok(says)
        : fail(`${says}; overdue: ${faults.map((fault) => words[fault]).join(', ')}; is the worker running?`)
    }),
  )

/** A scan reads every table. */
const scanMs = 60_000

/** Whether every encrypted field has the version of today, and nothing anywhere is wrapped by an older master key. */
export const checkFieldVersions = (env: Environment): Promise<Finding> =>
  look('encrypted fields', () =>
    withContext(
      env,
      async (ctx) => {
        const { fields, keys, old, stray, unknown, found } = await scanFields(ctx)
        const says = `${fields} fields, ${keys} keys`
        const where = found.map(({ column, values }) => `${column} (${values})`).join(', ')
        if (unknown > 0) return fail(`${says}; ${unknown} of another version: ${where}`)
        if (stray > 0) return fail(`${says}; ${stray} left under an older master key: ${where}`)
        // For some minutes after a new master key was made this is so.
        return old > 0 ? warn(`${says}; ${old} under an older master key: ${where}`) : ok(says)
      },
      { deadlineMs: scanMs },
    ),
  )
