import { and, eq } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { consentState } from '#db/schema/consent.ts'
import { asSystem, type Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { currentVersion } from '#domain/policy/versions/read-policy.ts'
import { ledgerItem } from '../ledger/ledger-item.ts'
import { writerOf } from '../ledger/write-items.ts'
import { objectedPurpose, recordObjection } from '../objections/objections.ts'
import { type Catalogue, type ChoiceKey, choiceName, recordableChoices } from '../rules/catalogue.ts'
import { catalogueIn } from '../texts/read-catalogue.ts'

/**
 * Without consent to the service nothing else is processed on consent either; an objection ends automated processing
 * (Art. 19-1(3)).
 */
const endedBy = {
  service: () => true,
  optional: ({ purpose }) => purpose !== 'service',
  objection: ({ purpose }) => purpose === objectedPurpose,
} satisfies Record<string, (key: ChoiceKey) => boolean>

const endedChoices = (catalogue: Catalogue, ends: keyof typeof endedBy) =>
  recordableChoices(catalogue).filter(endedBy[ends])

type Decided = { subjectId: string; requestId: string; ends: keyof typeof endedBy }

/** The withdrawal was written, yet something it ends is still granted: the caller's transaction must not commit. */
export class WithdrawalNotEffective extends Error {
  constructor(names: readonly string[]) {
    super(`still granted after the withdrawal: ${names.join(', ')}`)
    this.name = 'WithdrawalNotEffective'
  }
}

/**
 * Records in the caller's transaction the withdrawals that a decided request asks for (Art. 8(7), 19-1(3) of Law 94-V), then
 * reads back that nothing of it is granted any more. Throws `Denied`, `WithdrawalNotEffective`.
 */
export async function withdrawByRequest(tx: Transaction, ctx: Context, decided: Decided): Promise<void> {
  authorize(ctx.actor, 'requests.carry-out')
  const { subjectId, requestId, ends } = decided
  const ended = endedChoices(await catalogueIn(tx), ends)
  const item = ledgerItem(ctx, {
    person: { subjectId },
    policyVersion: await currentVersion(asSystem(ctx, 'carry-out')),
    origin: 'request',
    idempotencyKey: `request-${requestId}`,
    choices: ended.map((key) => ({ ...key, decision: 'withdrawn' })),
  })
  await writerOf(ctx.database).writeIn(tx, [item])
  const granted = await tx
    .select()
    .from(consentState)
    .where(and(eq(consentState.subjectId, subjectId), eq(consentState.decision, 'granted')))
  const names = new Set(ended.map(choiceName))
  const left = granted.map(choiceName).filter((name) => names.has(name))
  if (left.length > 0) throw new WithdrawalNotEffective(left)
  if (ends === 'objection') await recordObjection(tx, ctx, { subjectId, requestId })
}
