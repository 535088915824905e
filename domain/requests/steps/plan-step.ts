import type { Transaction } from '#db/client.ts'
import type { Context } from '#domain/access/context.ts'
import type { SubjectCipher } from '#domain/people/record/subject-fields.ts'
import { approversBeside } from '#domain/staff/team/second-person.ts'
import type { StepInput } from '../forms/request-schemas.ts'
import { type RequestRow, requestPlace } from '../record/request-row.ts'
import type { StepName } from '../rules/lifecycle.ts'
import type { Refusal } from '../rules/refusal-codes.ts'
import { approvalDelayEnd, type RequestState } from '../rules/request-state.ts'
import { type Given, stateConditions } from '../rules/step-conditions.ts'

export type Planned = { step: StepName; given: Given }

/** The steps that one submitted form means: mostly one, sometimes two that belong together. */
export async function planStep(
  tx: Transaction,
  ctx: Context,
  cipher: SubjectCipher,
  row: RequestRow,
  state: RequestState,
  input: StepInput,
): Promise<Planned[]> {
  switch (input.step) {
    case 'verify':
      return [{ step: 'verify', given: { proof: true } }]
    case 'decide':
      return [{ step: 'decide', given: { decision: 'fulfil' } }]
    case 'propose': {
      const alone = state.oneMayDecide ? {} : await delayOfOneAlone(tx, ctx, row)
      return [
        { step: 'propose', given: { decision: input.decision, ...proposedRefusal(row, input), ...alone } },
      ]
    }
    case 'approve': {
      const drafted = draftedRefusal(cipher, row)
      if (!drafted) return [{ step: 'approve', given: {} }]
      return [
        { step: 'approve', given: { refusal: drafted } },
        { step: 'refuse', given: { refusal: drafted } },
      ]
    }
    case 'fulfil': {
      const fulfil: Planned = { step: 'fulfil', given: { message: true } }
      const decided = state.decision?.outcome === 'fulfil'
      // Where one officer suffices, answering is deciding.
      const decide: Planned = { step: 'decide', given: { decision: 'fulfil' } }
      const alone = stateConditions['one-suffices']({
        request: state,
        actor: ctx.actor,
        now: ctx.clock.now(),
      })
      return decided || !alone ? [fulfil] : [decide, fulfil]
    }
    case 'refuse':
    case 'refuse-unverified': {
      const refusal: Refusal = {
        code: input.refusalCode,
        reason: input.reason,
        locale: input.reasonLocale,
      }
      return [{ step: input.step, given: { refusal } }]
    }
    case 'ask':
    case 'answer':
    case 'answer-question':
      return [{ step: input.step, given: { message: true } }]
    case 'resume':
    case 'send-back':
    case 'cancel-on-behalf':
      return [{ step: input.step, given: { note: true } }]
    default:
      return [{ step: input.step, given: {} }]
  }
}

/** Sends a proposed refusal with its reason: the approver has read the text that the person will read. */
function draftedRefusal(cipher: SubjectCipher, row: RequestRow): Refusal | null {
  const { decision, refusalCode, draftSealed, requestId, locale } = row
  if (decision !== 'refuse' || !refusalCode || !draftSealed) return null
  return {
    code: refusalCode,
    reason: cipher.decrypt(requestPlace(requestId, 'draft_sealed'), draftSealed),
    locale,
  }
}

/** The refusal of a proposal to refuse, in the language of the request. A proposal to fulfil has none. */
function proposedRefusal(row: RequestRow, input: StepInput & { step: 'propose' }): { refusal?: Refusal } {
  const { decision, refusalCode, message = '' } = input
  if (decision !== 'refuse' || !refusalCode) return {}
  return { refusal: { code: refusalCode, reason: message, locale: row.locale } }
}

/** The delay that replaces a second person when the only officer proposes. */
async function delayOfOneAlone(tx: Transaction, ctx: Context, row: RequestRow) {
  if (ctx.actor.kind !== 'staff' || !ctx.actor.roles.includes('privacy-officer')) return {}
  if ((await approversBeside(tx, ctx.clock.now(), ctx.actor.staffId)).length > 0) return {}
  return { approvalDelayEndsAt: approvalDelayEnd(ctx.clock.now(), row.dueAt) }
}
