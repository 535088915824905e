import type { Transaction } from '#db/client.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { markWelcomed } from '#domain/people/subjects/mark-welcomed.ts'
import { changeProfile, readProfile } from '#domain/people/subjects/profile.ts'
import { readOperator } from '#domain/policy/operator/operator.ts'
import { currentVersion } from '#domain/policy/versions/read-policy.ts'
import { readChoices } from '../ledger/read-choices.ts'
import { recordChoices } from '../ledger/record-choices.ts'
import { serviceChoice } from '../rules/catalogue.ts'
import type { WelcomeInput } from '../rules/form-schemas.ts'

export type WelcomeResult =
  | { status: 'welcomed' }
  | {
      status: 'refused'
      code: 'no-operator' | 'no-name' | 'no-text' | 'stale' | 'key-reused' | 'gone' | 'needs-representative'
    }

const refused = (code: Extract<WelcomeResult, { status: 'refused' }>['code']) =>
  ({ status: 'refused', code }) as const

/** Whether a consent given here would name the operator and all that Art. 8(4) of Law 94-V requires. */
// no permission: the operator's details are public
export function canRecordConsent(ctx: Context): boolean {
  try {
    const { bin, processing } = readOperator(ctx.services.env)
    return bin !== '' && processing.service !== undefined
  } catch {
    return false
  }
}

/**
 * Records the consent to the service from the page that shows all that Art. 8(4) requires: the operator, the person's
 * full name, and the text whose hash comes with it. An unknown name is recorded first.
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
  const [made] = result.choices
  if (made && made.status !== 'recorded') return refused(made.status)
  // After the consent, not with it: if this is cut off the page is shown again and the same form changes nothing.
  await noteAnswer(ctx, subjectId)
  return { status: 'welcomed' }
}

/**
 * The person does not agree: recorded as a withdrawal, so that an older consent that is imported later does not switch on
 * what was refused. A consent already recorded stays: it is withdrawn by a request (Art. 8(2), 8(7) of Law 94-V).
 */
export async function recordDecline(ctx: Context, subjectId: string): Promise<void> {
  authorize(ctx.actor, 'choices.record', { subjectId })
  const service = (await readChoices(ctx, subjectId)).find(({ purpose }) => purpose === 'service')
  if (service?.decision !== 'granted')
    await recordChoices(ctx, subjectId, {
      policyVersion: await currentVersion(ctx),
      origin: 'welcome',
      idempotencyKey: `decline-${subjectId}`,
      choices: [{ ...serviceChoice, decision: 'withdrawn' }],
    })
  await noteAnswer(ctx, subjectId)
}

/** The first page has been answered and is not shown again. */
const noteAnswer = (ctx: Context, subjectId: string) =>
  ctx.transaction((tx) => noteAnswerIn(tx, ctx, subjectId, 'always'))

/** The same in the caller's transaction. `unless-noted`: no record of what was noted before. */
// no permission: the use cases of the first page have authorized
export async function noteAnswerIn(
  tx: Transaction,
  ctx: Context,
  subjectId: string,
  when: 'always' | 'unless-noted',
): Promise<void> {
  const isFirst = await markWelcomed(tx, subjectId, ctx.clock.now())
  if (isFirst || when === 'always') await append(tx, ctx.auditedAs, { action: 'subject.welcome', subjectId })
}
