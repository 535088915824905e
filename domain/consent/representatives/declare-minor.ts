import { and, eq } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { consentEvent, consentState } from '#db/schema/consent.ts'
import { asSystem, type Context } from '#domain/access/context.ts'
import { spend, tooOften } from '#domain/access/limits.ts'
import { authorize } from '#domain/access/permissions.ts'
import { nameRepresentative } from '#domain/people/minors/name-representative.ts'
import { lockPerson, readPerson } from '#domain/people/record/person-records.ts'
import type { NameRepresentativeInput } from '#domain/people/rules/person-schemas.ts'
import { changeProfileIn } from '#domain/people/subjects/profile.ts'
import { currentVersion } from '#domain/policy/versions/read-policy.ts'
import { newId } from '#platform/ids.ts'
import { noteAnswerIn } from '../choices/record-welcome.ts'
import { ledgerItem } from '../ledger/ledger-item.ts'
import { writerOf } from '../ledger/write-items.ts'
import { type ChoiceKey, isRecordable } from '../rules/catalogue.ts'

/**
 * A person who says that they are under 18 names a representative. What they had granted alone is withdrawn: from now on only
 * the representative grants. All of it is one transaction: a form that is cut off has changed nothing.
 */
export async function declareMinor(ctx: Context, subjectId: string, input: NameRepresentativeInput) {
  authorize(ctx.actor, 'choices.record', { subjectId })
  if (!ctx.services.env.guardians) return { status: 'refused', code: 'off' } as const
  const spending = await spend(ctx.services, 'email-change', { account: subjectId })
  if (!spending.ok) return tooOften(spending)
  return ctx.transaction(async (tx) => {
    await lockPerson(tx, subjectId)
    const person = await readPerson(tx, ctx.services.keys, subjectId)
    if (!person?.cipher) return { status: 'refused', code: 'gone' } as const
    if (!person.fullName && !input.fullName) return { status: 'refused', code: 'no-name' } as const
    const named = await nameRepresentative(tx, ctx, subjectId, input)
    if (named.status === 'refused') return named
    if (!person.fullName && input.fullName) {
      const { phone, locale } = person
      await changeProfileIn(tx, ctx, subjectId, { fullName: input.fullName, phone, locale })
    }
    await withdrawGrantsOfMinor(tx, ctx, subjectId)
    await noteAnswerIn(tx, ctx, subjectId, 'unless-noted')
    return named
  })
}

/** Withdraws what no representative granted; where there is nothing of the kind, nothing is recorded. */
async function withdrawGrantsOfMinor(tx: Transaction, ctx: Context, subjectId: string) {
  const states = await tx
    .select({ state: consentState, actorKind: consentEvent.actorKind })
    .from(consentState)
    .innerJoin(
      consentEvent,
      and(eq(consentEvent.subjectId, consentState.subjectId), eq(consentEvent.seq, consentState.seq)),
    )
    .where(and(eq(consentState.subjectId, subjectId), eq(consentState.decision, 'granted')))
  const alone = states.flatMap(({ state: { purpose, topic, channel }, actorKind }): ChoiceKey[] => {
    const key = { purpose, topic, channel }
    return actorKind !== 'representative' && isRecordable(key) ? [key] : []
  })
  if (alone.length === 0) return
  const item = ledgerItem(ctx, {
    person: { subjectId },
    policyVersion: await currentVersion(asSystem(ctx, 'minors')),
    origin: 'welcome',
    idempotencyKey: newId(),
    choices: alone.map((key) => ({ ...key, decision: 'withdrawn' })),
  })
  await writerOf(ctx.database).writeIn(tx, [item])
}
