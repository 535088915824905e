import type { Actor } from '#domain/access/actor.ts'
import { isCarriedOut, isFromScreen, isRightKind, kinds } from './kinds.ts'
import { type Refusal, refusalFault } from './refusal-codes.ts'
import type { RequestOutcome, RequestState } from './request-state.ts'

/** What comes with a step. `proof`: the code of the visitor's mail matched, or staff made sure in another way. */
export type Given = {
  proof?: boolean
  /** A message goes with it, to or from the person. */
  message?: boolean
  /** An internal note goes with it. */
  note?: boolean
  decision?: RequestOutcome
  /** With a proposal where one officer works alone; counts for an officer's own proposal only (`approvalDelayEnd`). */
  approvalDelayEndsAt?: Date
  refusal?: Refusal
}

type Ask = { request: RequestState; actor: Actor; now: Date }

const lapsesBy = ({ request, now }: Ask) => request.lapsesAt !== null && now >= request.lapsesAt

const fulfilmentStands = ({ request }: Ask) =>
  request.decision?.outcome === 'fulfil' && (request.approved || !kinds[request.kind].secondPerson)

/** True of the request and the actor before anything is given. */
export const stateConditions = {
  'is-right': ({ request }: Ask) => isRightKind(request.kind),
  'is-question': ({ request }: Ask) => !isRightKind(request.kind),
  'one-suffices': ({ request }: Ask) => request.oneMayDecide || !kinds[request.kind].secondPerson,
  'not-executing': ({ request }: Ask) => !request.executing,
  'not-lapsed': (ask: Ask) => !lapsesBy(ask),
  'unproved-too-long': lapsesBy,
  'never-lapses': ({ request }: Ask) => request.lapsesAt === null,
  'not-from-a-screen': ({ request }: Ask) => !isFromScreen(request.channel),
  // Consent to the service ends with the decision: what is left is to carry it out, or the person cancels.
  'consent-stands': (ask: Ask) => ask.request.kind !== 'withdrawal/service' || !fulfilmentStands(ask),
  'second-person': ({ request, actor }: Ask) =>
    actor.kind === 'staff' &&
    request.decision !== null &&
    (request.oneMayDecide || actor.staffId !== request.decision.by),
  'delay-passed': ({ request, now }: Ask) =>
    request.decision !== null && request.approvalDelayEndsAt !== null && now >= request.approvalDelayEndsAt,
  'fulfilment-stands': fulfilmentStands,
  executing: ({ request }: Ask) => request.executing,
  'is-correction': ({ request }: Ask) => request.corrects,
  // Only the portal itself closes what it carries out, after it has looked.
  'not-before-it-is-carried-out': ({ request, actor }: Ask) =>
    !isCarriedOut(request) || (actor.kind === 'system' && request.executing),
} satisfies Record<string, (ask: Ask) => boolean>

export type StateCondition = keyof typeof stateConditions

/** True of what comes with the step. */
export const givenConditions = {
  proof: (given: Given) => given.proof === true,
  message: (given: Given) => given.message === true,
  note: (given: Given) => given.note === true,
  decision: (given: Given) => given.decision !== undefined,
  'decision-to-fulfil': (given: Given) => given.decision === 'fulfil',
  refusal: (given: Given, request: RequestState) =>
    given.refusal !== undefined && refusalFault(given.refusal, request.kind, request.locale) === null,
  // The approver of a refusal reads its ground and text as the person will, so both come with the proposal.
  'drafted-refusal': (given: Given, request: RequestState) => {
    if ((given.decision ?? request.decision?.outcome) !== 'refuse') return true
    return given.refusal !== undefined && refusalFault(given.refusal, request.kind, request.locale) === null
  },
  'refusal-for-identity': (given: Given) => given.refusal?.code === 'IdentityVerificationFailure',
} satisfies Record<string, (given: Given, request: RequestState) => boolean>

export type GivenCondition = keyof typeof givenConditions
