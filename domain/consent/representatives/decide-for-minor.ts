import { and, eq } from 'drizzle-orm'
import { consentEvent } from '#db/schema/consent.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { nameRepresentative, noteAnswered } from '#domain/people/minors/name-representative.ts'
import { readMinor } from '#domain/people/minors/read-minors.ts'
import type { Represented } from '#domain/people/minors/represent.ts'
import type { NameRepresentativeInput } from '#domain/people/rules/person-schemas.ts'
import { changeProfile, readProfile } from '#domain/people/subjects/profile.ts'
import { currentVersion } from '#domain/policy/versions/read-policy.ts'
import { newId } from '#platform/ids.ts'
import { noteAnswer } from '../choices/record-welcome.ts'
import { readChoices } from '../ledger/read-choices.ts'
import { recordChoices } from '../ledger/record-choices.ts'
import { type ChoiceKey, choiceName, recordableChoices } from '../rules/catalogue.ts'
import type { DecideForMinorInput } from '../rules/form-schemas.ts'

/** The choices that a representative may decide: all of a child under 14, and what a minor from 14 on agrees to. */
export const decidableFor = ({ band, asked }: Pick<Represented, 'band' | 'asked'>): readonly ChoiceKey[] =>
  band === 'under-14' ? recordableChoices : recordableChoices.filter((key) => asked.includes(choiceName(key)))

export type DecideForMinorResult =
  | { status: 'recorded' }
  | {
      status: 'refused'
      code: 'not-asked' | 'no-name' | 'no-text' | 'stale' | 'key-reused' | 'needs-representative'
    }

/**
 * The representative consents or refuses for the minor, under the text on the page, or takes back what was given. A
 * withdrawal is never refused. `ctx` is that of `representativeContext`.
 */
export async function decideForMinor(
  ctx: Context,
  represented: Represented,
  input: DecideForMinorInput,
): Promise<DecideForMinorResult> {
  const { subjectId } = represented
  authorize(ctx.actor, 'representatives.decide', { subjectId })
  const { policyVersion, idempotencyKey, representationId: _, ...choice } = input
  const name = choiceName(choice)
  if (choice.decision === 'granted' && !decidableFor(represented).some((key) => choiceName(key) === name))
    return { status: 'refused', code: 'not-asked' }
  const { choices } = await recordChoices(ctx, subjectId, {
    policyVersion,
    origin: 'representative',
    idempotencyKey: `${idempotencyKey}:${choice.decision}`,
    choices: [choice],
  })
  const [made] = choices
  if (!made) throw new Error('the ledger answered nothing')
  if (made.status !== 'recorded') return { status: 'refused', code: made.status }
  await noteAnswered(ctx, subjectId, [name])
  return { status: 'recorded' }
}

/**
 * A person who says that they are under 18 names a representative. What they had granted alone is withdrawn: from now on only
 * the representative grants.
 */
export async function declareMinor(ctx: Context, subjectId: string, input: NameRepresentativeInput) {
  authorize(ctx.actor, 'choices.record', { subjectId })
  const profile = await readProfile(ctx, subjectId)
  if (!profile) return { status: 'refused', code: 'gone' } as const
  if (!profile.fullName) {
    if (!input.fullName) return { status: 'refused', code: 'no-name' } as const
    const { phone, locale } = profile
    await changeProfile(ctx, subjectId, { fullName: input.fullName, phone, locale })
  }
  const named = await nameRepresentative(ctx, subjectId, input)
  // Whatever the form is answered: an earlier one may have been cut off after it named somebody.
  if (await readMinor(ctx, subjectId)) {
    await withdrawGrantsOfMinor(ctx, subjectId)
    await noteAnswer(ctx, subjectId, 'unless-noted')
  }
  return named
}

/** Withdraws what no representative granted; where there is nothing of the kind, nothing is recorded. */
async function withdrawGrantsOfMinor(ctx: Context, subjectId: string) {
  const byRepresentative = await ctx.transaction((tx) =>
    tx
      .select({ seq: consentEvent.seq })
      .from(consentEvent)
      .where(and(eq(consentEvent.subjectId, subjectId), eq(consentEvent.actorKind, 'representative'))),
  )
  const seqs = new Set(byRepresentative.map(({ seq }) => seq))
  const states = await readChoices(ctx, subjectId)
  const alone = states.filter(({ decision, seq }) => decision === 'granted' && !seqs.has(seq))
  if (alone.length === 0) return
  await recordChoices(ctx, subjectId, {
    policyVersion: await currentVersion(ctx),
    origin: 'welcome',
    idempotencyKey: newId(),
    choices: alone.map(({ purpose, topic, channel }) => ({ purpose, topic, channel, decision: 'withdrawn' })),
  })
}
