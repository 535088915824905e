const minute = 60
const hour = 3600
const day = 86_400

/** What a use is counted by. A key that a stranger can choose alone, such as an address, never refuses by itself. */
export type BudgetKey = 'account' | 'network' | 'browser'

export type Budget = {
  /** Empty: the whole site. */
  by: readonly BudgetKey[]
  seconds: number
  /** Above this many uses each further one waits longer. */
  free?: number
  /** Above this many uses `over` happens; without it never. */
  most?: number
  /** `tighten`: the budgets beside it that say so allow no more than `tightened`. */
  over?: 'refuse' | 'tighten'
  tightened?: number
}

/** `known`: for a browser that signed in to the account before. When it is used up, `others` are asked. */
export type Budgets = { known?: readonly Budget[]; others: readonly Budget[] }

// A message to an address. Refused only while a message with a link that still works has been sent within ten minutes:
// so a stranger who asks for messages to somebody cannot keep them out.
const messages: readonly Budget[] = [
  { by: ['account', 'network'], seconds: 10 * minute, free: 3, most: 5, tightened: 1 },
  { by: ['account', 'network'], seconds: day, most: 20, over: 'tighten' },
  { by: ['account'], seconds: day, most: 60, over: 'tighten' },
  { by: ['network'], seconds: 15 * minute, free: 300, most: 1000 },
]

const knownMessages: readonly Budget[] = [
  { by: ['account', 'browser'], seconds: 10 * minute, free: 5, most: 10 },
]

const knownFailures: readonly Budget[] = [
  { by: ['account', 'browser'], seconds: 15 * minute, free: 10, most: 20 },
]

/** How often something may be done. Those under "failures" are given back when it succeeds. */
export const budgets = {
  'sign-in-message': { known: knownMessages, others: messages },
  'open-request-message': { known: knownMessages, others: messages },
  'visitor-request': { others: messages },

  // Failures. Wrong codes of a message: the link in it works however many there were.
  'mailed-code': {
    known: knownFailures,
    others: [
      { by: ['account'], seconds: day, most: 30 },
      { by: ['network'], seconds: 15 * minute, free: 100, most: 500 },
      { by: [], seconds: 15 * minute, free: 300, most: 2000 },
    ],
  },
  password: {
    known: knownFailures,
    others: [
      { by: ['account', 'network'], seconds: 15 * minute, free: 10, most: 30 },
      { by: ['account'], seconds: day, free: 30 },
      { by: ['network'], seconds: 15 * minute, free: 100, most: 1000 },
      { by: [], seconds: 15 * minute, free: 300 },
    ],
  },
  // Somebody who knows the password. Codes can be guessed, so the account itself closes to browsers it does not know.
  'authenticator-code': {
    known: knownFailures,
    others: [
      { by: ['account', 'network'], seconds: 15 * minute, free: 10, most: 20 },
      { by: ['account'], seconds: day, most: 60 },
      { by: [], seconds: 15 * minute, free: 300, most: 2000 },
    ],
  },
  // Answers of passkeys that are refused. Nobody guesses a signature: this only keeps the database free.
  passkey: { others: [{ by: ['network'], seconds: 15 * minute, free: 100, most: 500 }] },
  // Links and tokens that are not, or no longer, valid. Nobody guesses 256 bits: this only keeps the database free.
  'dead-link': { others: [{ by: ['network'], seconds: 15 * minute, free: 300, most: 1000 }] },

  // Messages of other systems that are not signed or are repeated. Those that are taken are given back.
  'source-status': { others: [{ by: ['network'], seconds: 15 * minute, free: 300, most: 600 }] },

  'audit-cosignature': { others: [{ by: ['network'], seconds: 15 * minute, free: 300, most: 600 }] },

  // By the invitation, which only the invited hold.
  'set-up': { others: [{ by: ['account'], seconds: 15 * minute, most: 20 }] },
  // By the person or the member of staff who is signed in.
  'step-up': {
    others: [
      { by: ['account'], seconds: 15 * minute, most: 20 },
      { by: ['account'], seconds: day, most: 100 },
    ],
  },
  'email-change': {
    others: [
      { by: ['account'], seconds: 15 * minute, most: 3 },
      { by: ['account'], seconds: day, most: 10 },
    ],
  },
  // Every copy reads all sources.
  'package-again': { others: [{ by: ['account'], seconds: day, most: 3 }] },
  // Every lock derives a key, with 64 MB of memory.
  'package-lock': { others: [{ by: ['account'], seconds: day, most: 10 }] },
  form: { others: [{ by: ['account'], seconds: minute, most: 120 }] },
  search: { others: [{ by: ['account'], seconds: minute, most: 60 }] },
  // Requests of a person or of a representative. What was not filed, or was filed before, is given back.
  filing: {
    others: [
      { by: ['account'], seconds: hour, most: 20 },
      { by: ['account'], seconds: day, most: 60 },
    ],
  },
  // Files that a member of staff, or a person with their own history, downloads. What was not sent is given back.
  export: {
    others: [
      { by: ['account'], seconds: 15 * minute, most: 40 },
      { by: ['account'], seconds: day, most: 200 },
    ],
  },
  // Single files of a case or a register, which staff open to do their work. The limit is against copying them all.
  'opened-file': {
    others: [
      { by: ['account'], seconds: 15 * minute, most: 200 },
      { by: ['account'], seconds: day, most: 2000 },
    ],
  },
  // What is kept of a person, or sent by a member of staff, in one day. What was not kept in the end is given back.
  'file-bytes': { others: [{ by: ['account'], seconds: day, most: 100_000_000 }] },
  files: { others: [{ by: ['account'], seconds: day, most: 50 }] },
  'staff-file-bytes': { others: [{ by: ['account'], seconds: day, most: 500_000_000 }] },
  'staff-files': { others: [{ by: ['account'], seconds: day, most: 250 }] },
  // Every form of people who are not signed in: a school behind one address sends many.
  'visitor-form': { others: [{ by: ['network'], seconds: 15 * minute, free: 1500, most: 6000 }] },
} as const satisfies Record<string, Budgets>

export type BudgetName = keyof typeof budgets

export type BudgetDecision = { ok: true; waitMs: number } | { ok: false; retryAfterSeconds: number }

const STEP_MS = 250
const MOST_MS = 3000

/** Whether a use goes ahead, how much later, or when to come back. `counts` are those of `budgets`, this use included. */
export function decideBudget(
  given: readonly Budget[],
  counts: readonly { points: number; resetsInSeconds: number }[],
): BudgetDecision {
  const counted = given.map((budget, i) => ({ budget, ...(counts[i] ?? { points: 0, resetsInSeconds: 0 }) }))
  const tight = counted.some(({ budget, points }) => budget.over === 'tighten' && points > mostOf(budget))
  const exceeded = counted.filter(
    ({ budget, points }) => budget.over !== 'tighten' && points > mostOf(budget, tight),
  )
  if (exceeded.length > 0)
    return { ok: false, retryAfterSeconds: Math.max(...exceeded.map((one) => one.resetsInSeconds)) }
  const beyond = counted.map(({ budget, points }) => points - (budget.free ?? Number.POSITIVE_INFINITY))
  return { ok: true, waitMs: Math.min(MOST_MS, Math.max(0, ...beyond) * STEP_MS) }
}

const mostOf = ({ most = Number.POSITIVE_INFINITY, tightened }: Budget, tight = false) =>
  tight && tightened !== undefined ? tightened : most
