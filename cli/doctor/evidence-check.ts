import { readTrust } from '#domain/assurance/trust/read-trust.ts'
import type { Environment } from '#platform/env.ts'
import { type Finding, fail, look, ok, warn } from './finding.ts'
import { withContext } from './with-context.ts'

/** Which promises of the policy are not kept by the newest measurements, as `/trust` shows them. */
export const checkEvidence = (env: Environment): Promise<Finding> =>
  look('evidence', () =>
    withContext(env, async (ctx) => {
      const { clauses } = await readTrust(ctx)
      const views = [
        ...new Map(clauses.flatMap(({ evidence }) => evidence).map((one) => [one.id, one])).values(),
      ]
      const named = (state: string) => views.filter((one) => one.state === state).map(({ id }) => id)
      const [broken, unknown, due] = [named('broken'), named('unknown'), named('due')]
      const parts = [
        broken.length > 0 && `not kept: ${broken.join(', ')}`,
        unknown.length > 0 && `not measured: ${unknown.join(', ')}`,
        due.length > 0 && `needs attention: ${due.join(', ')}`,
      ].filter(Boolean)
      if (parts.length === 0) return ok(`${views.length} measured, all in order`)
      return broken.length > 0 ? fail(parts.join('; ')) : warn(parts.join('; '))
    }),
  )
