import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/append.ts'
import { markWelcomed } from '#domain/people/subjects/mark-welcomed.ts'
import { changeProfile, readProfile } from '#domain/people/subjects/profile.ts'
import { readOperator } from '#domain/policy/operator/operator.ts'
import { recordChoices } from '../ledger/record-choices.ts'
import { serviceChoice } from '../rules/catalogue.ts'
import type { WelcomeInput } from '../rules/form-schemas.ts'

export type WelcomeResult =
  | { status: 'welcomed' }
  | { status: 'refused'; code: 'no-operator' | 'no-name' | 'no-words' | 'stale' | 'key-reused' | 'gone' }

const refused = (code: Extract<WelcomeResult, { status: 'refused' }>['code']) =>
  ({ status: 'refused', code }) as const

/** Whether a consent given here would name the operator, without which it has no force (Art. 8(4)(1) of Law 94-V). */
// no permission: the operator's details are public
export function canRecordConsent(ctx: Context): boolean {
  try {
    return readOperator(ctx.services.env).bin !== ''
  } catch {
    return false
  }
}

/**
 * The consent to the service, given at the first sign-in on a page with all that Art. 8(4) wants: the operator, the full
 * name of the person, and the words whose hash comes with it. A name that was not known is recorded first.
 */
export async function recordWelcome(
  ctx: Context,
  subjectId: string,
  input: WelcomeInput,
): Promise<WelcomeResult> {
  authorize(ctx.actor, 'choices.record', { subjectId })
  if (!canRecordConsent(ctx)) return refused('no-operator')
  const profile = await readProfile(ctx, subjectId)
  if (!profile) return refused('gone')
  if (!profile.fullName) {
    if (!input.fullName) return refused('no-name')
    const { phone, locale } = profile
    await changeProfile(ctx, subjectId, { fullName: input.fullName, phone, locale })
  }
  const { policyVersion, idempotencyKey, textSha256 } = input
  const choices = [{ ...serviceChoice, decision: 'granted' as const, textSha256 }]
  const result = await recordChoices(ctx, subjectId, {
    policyVersion,
    origin: 'welcome',
    idempotencyKey,
    choices,
  })
  if (!('choices' in result)) return refused(result.status)
  if (result.choices[0]?.status === 'stale') return refused('stale')
  // After the consent, not with it: if this is cut off the page is shown again and the same form changes nothing.
  await ctx.transaction(async (tx) => {
    await markWelcomed(tx, subjectId, ctx.clock.now())
    await append(tx, ctx.auditedAs, { action: 'subject.welcome', subjectId })
  })
  return { status: 'welcomed' }
}
