import type { Transaction } from '#db/client.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { ownPurposesIn } from '#domain/consent/wording/read-wordings.ts'
import { type Operator, readOperator } from '#domain/policy/operator/operator.ts'
import type { InThree } from '../rules/data-map.ts'

type Stated = {
  recipients: readonly { name: InThree; country: string }[]
  storage: readonly string[]
  retention: InThree
}

/** What the operator says of purposes and of what a law keeps. */
export type StatedFacts = {
  processing: Readonly<Partial<Record<string, Stated>>>
  keeping: Operator['keeping']
}

/**
 * Of purposes that come with the portal, the settings say who receives the data, where they are and how long; of those that
 * the operator has added, the published texts do, also when they are offered no more. In the caller's transaction, which has authorized.
 */
export async function statedFactsIn(
  tx: Pick<Transaction, 'select' | 'selectDistinctOn'>,
  operator: Pick<Operator, 'processing' | 'keeping'>,
): Promise<StatedFacts> {
  const own = await ownPurposesIn(tx)
  return {
    processing: {
      ...Object.fromEntries(own.map(({ purpose, facts }) => [purpose, facts])),
      ...operator.processing,
    },
    keeping: operator.keeping,
  }
}

/** The same for a page. */
export async function readStatedFacts(ctx: Context): Promise<StatedFacts> {
  authorize(ctx.actor, 'policy.read')
  return statedFactsIn(ctx.database.db, readOperator(ctx.services.env))
}
