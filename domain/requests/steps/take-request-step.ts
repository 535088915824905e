import type { SQL } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { actorId } from '#domain/access/actor.ts'
import type { Context } from '#domain/access/context.ts'
import { findSubjectCipher } from '#domain/people/record/subject-fields.ts'
import { requireSudo } from '#domain/staff/sign-in/step-up.ts'
import { twoMustDecide } from '#domain/staff/team/second-person.ts'
import { newId } from '#platform/ids.ts'
import { type FilesRefused, withFiles } from '../attach/with-files.ts'
import type { StepInput } from '../forms/request-schemas.ts'
import type { CheckedFile, UploadedFile } from '../record/attach-file.ts'
import { lockRow, requestNamed } from '../record/find-request.ts'
import { stateOf } from '../record/request-row.ts'
import { isWritten, writeMessage, writeNote } from '../record/write-message.ts'
import { mailPerson, type PersonMailKind } from '../record/write-request.ts'
import { writeStep } from '../record/write-step.ts'
import { endsInErasure, kinds } from '../rules/kinds.ts'
import type { StepName } from '../rules/lifecycle.ts'
import { type Refusal, type RefusalFault, refusalFault } from '../rules/refusal-codes.ts'
import type { RequestState, RequestStatus } from '../rules/request-state.ts'
import { type StepError, takeStep } from '../rules/take-step.ts'
import { carryOut } from './carry-out.ts'
import { type Planned, planStep } from './plan-step.ts'

export type StepOutcome =
  | { status: 'done'; reference: string; now: RequestStatus }
  /** The page was old or another member was faster: returns the current state. */
  | { status: 'refused'; code: 'moved-on'; now: RequestStatus }
  | FilesRefused
  | { status: 'refused'; code: 'not-found' | 'gone' | StepError | RefusalFault }

/**
 * The one way from one status to another: of the person, or of staff by their role. Of two at once one wins and the other
 * hears `moved-on`. Staff who decide that somebody is erased give a code again. Throws `Denied`, `SudoNeeded`.
 */
export async function takeRequestStep(
  ctx: Context,
  input: StepInput,
  files: readonly UploadedFile[] = [],
): Promise<StepOutcome> {
  const where = requestNamed(ctx, input.reference, { own: 'requests.act-own', staff: 'requests.work' })
  if (!where) return { status: 'refused', code: 'not-found' }
  return withFiles<StepOutcome>(ctx, files, (checked, timing) =>
    ctx.transaction((tx) => stepIn(tx, ctx, where, input, checked), timing),
  )
}

/** The same in the caller's transaction; `messageId` makes a message sent twice one. */
export async function stepIn(
  tx: Transaction,
  ctx: Context,
  where: SQL,
  input: StepInput,
  files: readonly CheckedFile[],
  messageId: string = newId(),
): Promise<StepOutcome> {
  const row = await lockRow(tx, where)
  if (!row) return { status: 'refused', code: 'not-found' }
  const cipher = await findSubjectCipher(tx, ctx.services.keys, row.subjectId)
  if (!cipher) return { status: 'refused', code: 'gone' }
  const { reference } = row
  if (await isWritten(tx, row, messageId)) return { status: 'done', reference, now: row.status }
  if (input.basedOn !== undefined && input.basedOn !== row.lastStepSeq)
    return { status: 'refused', code: 'moved-on', now: row.status }

  let state = stateOf(row, !(await twoMustDecide(tx)))
  const planned = await planStep(tx, ctx, cipher, row, state, input)
  const now = ctx.clock.now()
  const taken: (Planned & { state: typeof state })[] = []
  for (const { step, given } of planned) {
    const result = takeStep(state, ctx.actor, step, given, now)
    if (result.status === 'refused')
      return result.code === 'not-from-here'
        ? { status: 'refused', code: 'moved-on', now: row.status }
        : { status: 'refused', code: faultOf(given.refusal, state, result.code) ?? result.code }
    state = result.request
    if (decidesErasure(step, state)) requireSudo(ctx)
    taken.push({ step, given, state })
  }

  let current = row
  for (const { step, given, state: after } of taken) {
    const draft = input.step === 'propose' ? { text: input.message, code: given.refusal?.code } : undefined
    const reason = isAlone(ctx, step, after) ? { reason: 'second-person-off' } : {}
    current = await writeStep(tx, ctx, cipher, current, {
      step,
      after,
      refusal: after.status === 'refused' ? given.refusal : undefined,
      draft,
      ...reason,
    })
    await carryOut(tx, ctx, current, step)
  }
  if ('message' in input && input.message && input.step !== 'propose') {
    const { locale } = ctx.actor.kind === 'staff' ? row : ctx
    await writeMessage(tx, ctx, cipher, row, { messageId, body: input.message, locale, files })
  }
  if ('note' in input && input.note)
    await writeNote(tx, ctx, cipher, row, { noteId: newId(), note: input.note })
  for (const { step } of taken) {
    const letter = letters[step]
    if (letter) await mailPerson(tx, row, letter)
  }
  return { status: 'done', reference, now: current.status }
}

/** Which steps tell the person by mail. */
const letters: Partial<Record<StepName, PersonMailKind>> = {
  ask: 'asked',
  fulfil: 'fulfilled',
  'answer-question': 'fulfilled',
  refuse: 'refused',
  'refuse-unverified': 'refused',
  cancel: 'cancelled',
  'cancel-on-behalf': 'cancelled',
}

/** A proposal counts: where one officer works alone, time approves it. */
const decidesErasure = (step: StepName, { kind, decision }: RequestState) =>
  (step === 'decide' || step === 'propose' || step === 'approve') &&
  endsInErasure(kind) &&
  decision?.outcome === 'fulfil'

/** One person decided what two decide otherwise: the log says that the setting let them. */
const isAlone = (ctx: Context, step: StepName, { approved, kind, decision }: RequestState) =>
  (step === 'decide' || step === 'approve') &&
  approved &&
  kinds[kind].secondPerson &&
  decision?.by === actorId(ctx.actor)

/** What is wrong with the refusal that comes with a step, where that is why the step is refused. */
function faultOf(refusal: Refusal | undefined, { kind, locale }: RequestState, code: StepError) {
  if (refusal) return refusalFault(refusal, kind, locale)
  return code === 'drafted-refusal' ? 'no-ground' : null
}
