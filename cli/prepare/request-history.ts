import type { SampleLearner } from '#db/seed/platform/learners.ts'
import { type Random, randomFor } from '#db/seed/platform/random.ts'
import { timeDaysAgo } from '#db/seed/platform/sample-time.ts'
import type { Calendar } from '#domain/requests/deadlines/calendar.ts'
import { deadlinesFor } from '#domain/requests/deadlines/deadlines.ts'
import { endsInErasure, type KindName, kinds } from '#domain/requests/rules/kinds.ts'
import { approvalDelayEnd } from '#domain/requests/rules/request-state.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'

/** One step of a past request. */
export type PastStep = {
  at: Date
  by: 'person' | 'support' | 'officer' | 'system'
  step:
    | 'take'
    | 'ask'
    | 'answer'
    | 'propose'
    | 'approve-after-delay'
    | 'execute'
    | 'fulfil'
    | 'answer-question'
    | 'refuse'
    | 'cancel'
    | 'note'
}

export type PastRequest = { externalId: string; kind: KindName; receivedAt: Date; steps: PastStep[] }

const HOUR = 3_600_000
const DAY = 24 * HOUR
const AMOUNT = 48
/** Requests of the first sample learner. */
const first = 'learner@sample.test'
/** Has never signed in. */
const second = 'learner2@sample.test'

const likely: readonly (readonly [KindName, number])[] = [
  ['access', 12],
  ['rectification', 9],
  ['erasure/wish', 7],
  ['portability', 4],
  ['withdrawal/optional', 4],
  ['objection', 4],
  ['question', 8],
  ['restriction/disputed', 2],
  ['restriction/unlawful', 1],
  ['erasure/unlawful', 1],
]

/** About sixty requests of the sample people: most answered in time, two late, some open. The same for the same `now`. */
export function sampleRequests(
  learners: readonly SampleLearner[],
  now: Date,
  calendar: Calendar,
  withChoices: ReadonlySet<string>,
): PastRequest[] {
  const random = randomFor('requests')
  const another = randomFor('requests that change consent')
  const others = learners.filter(({ email, createdAt }) => {
    return email !== first && email !== second && createdAt.getTime() < now.getTime() - 150 * DAY
  })
  // Choices are loaded before requests: a withdrawal of the past must not come after later choices of the same person.
  const withoutChoices = others.filter(({ externalId }) => !withChoices.has(externalId))
  const past = Array.from({ length: AMOUNT }, (_, n): PastRequest => {
    const picked = random.pick(others)
    const kind = random.weighted(likely)
    const changesConsent = kind === 'withdrawal/optional' || kind === 'objection'
    const { externalId } = changesConsent ? another.pick(withoutChoices) : picked
    const receivedAt = timeDaysAgo(now, random.between(26, 120), random.between(8 * 60, 22 * 60))
    return { externalId, kind, receivedAt, steps: answered(kind, receivedAt, calendar, random, n) }
  })
  const own = learners.find(({ email }) => email === first)?.externalId ?? ''
  const mine: PastRequest[] = (['rectification', 'access'] as const).map((kind, n) => {
    const receivedAt = timeDaysAgo(now, 75 - n * 40, 11 * 60 + 7)
    return { externalId: own, kind, receivedAt, steps: answered(kind, receivedAt, calendar, random, n + 1) }
  })
  const open = openOnes(others, own, now, calendar, random)
  return [...past, ...mine, ...open].sort((a, b) => a.receivedAt.getTime() - b.receivedAt.getTime())
}

function answered(
  kind: KindName,
  receivedAt: Date,
  calendar: Calendar,
  random: Random,
  n: number,
): PastStep[] {
  const from = receivedAt.getTime()
  const due = deadlinesFor(kind, receivedAt, calendar).dueAt
  const span = (due?.getTime() ?? from + 4 * DAY) - from
  const at = (share: number) => new Date(from + Math.floor(span * share))
  // Two past requests were late, so that the sample shows what lateness looks like.
  const late = n === 11 || n === 29
  const end = late ? 1.3 : 0.62 + random.next() * 0.3
  const fate = random.weighted([
    ['fulfil', 80],
    ['refuse', 9],
    ['cancel', 7],
  ] as const)
  const steps: PastStep[] = [{ at: at(0.04 + random.next() * 0.06), by: 'support', step: 'take' }]
  // Nobody of the sample has been erased: a fulfilled request of deletion would say that they were.
  if (fate === 'cancel' || endsInErasure(kind))
    return [...steps, { at: at(0.3), by: 'person', step: 'cancel' }]
  if (random.chance(0.3))
    steps.push({ at: at(0.12), by: 'support', step: 'ask' }, { at: at(0.2), by: 'person', step: 'answer' })
  if (random.chance(0.25)) steps.push({ at: at(0.22), by: 'support', step: 'note' })
  if (kind === 'question') return [...steps, { at: at(end), by: 'support', step: 'answer-question' }]
  if (fate === 'refuse' && kind === 'rectification')
    return [...steps, { at: at(end), by: 'officer', step: 'refuse' }]
  if (!kinds[kind].secondPerson) return [...steps, { at: at(end), by: 'officer', step: 'fulfil' }]
  const proposed = at(0.25)
  const approved = new Date(approvalDelayEnd(proposed, due).getTime() + 60_000)
  const done = new Date(Math.max(at(end).getTime(), approved.getTime() + HOUR / 2))
  return [
    ...steps,
    { at: proposed, by: 'officer', step: 'propose' },
    { at: approved, by: 'system', step: 'approve-after-delay' },
    // Copies, which the portal gives itself.
    { at: done, by: 'system', step: 'execute' },
    { at: done, by: 'system', step: 'fulfil' },
  ]
}

/** Open requests of the sample: due today, tomorrow and later, one overdue, some waiting for the person. */
function openOnes(
  others: readonly SampleLearner[],
  own: string,
  now: Date,
  calendar: Calendar,
  random: Random,
): PastRequest[] {
  const dueIn = (days: number, kind: KindName, steps: (at: Date) => PastStep[] = () => []): PastRequest => {
    const receivedAt =
      receivedFor(kind, days, now, calendar) ?? receivedFor('erasure/wish', days, now, calendar)
    if (!receivedAt) throw new Error(`no request of the sample can be due in ${days} days`)
    const fits = receivedFor(kind, days, now, calendar) !== null
    return {
      externalId: random.pick(others).externalId,
      kind: fits ? kind : 'erasure/wish',
      receivedAt,
      steps: steps(receivedAt),
    }
  }
  const after = (hours: number, by: PastStep['by'], step: PastStep['step']) => (from: Date) => ({
    at: new Date(Math.min(from.getTime() + hours * HOUR, now.getTime() - 60_000)),
    by,
    step,
  })
  const taken = after(3, 'support', 'take')
  return [
    dueIn(0, 'access', (from) => [taken(from)]),
    dueIn(0, 'erasure/wish', (from) => [taken(from), after(8, 'support', 'ask')(from)]),
    dueIn(1, 'portability', (from) => [taken(from)]),
    dueIn(1, 'erasure/wish', (from) => [taken(from), after(30, 'support', 'note')(from)]),
    dueIn(-4, 'erasure/wish', (from) => [taken(from)]),
    dueIn(5, 'erasure/wish', (from) => [taken(from)]),
    dueIn(7, 'withdrawal/service'),
    dueIn(9, 'withdrawal/optional', (from) => [taken(from), after(5, 'support', 'ask')(from)]),
    {
      ...dueIn(11, 'erasure/wish', (from) => [taken(from), after(6, 'support', 'ask')(from)]),
      externalId: own,
    },
    {
      externalId: random.pick(others).externalId,
      kind: 'question',
      receivedAt: timeDaysAgo(now, 2, 16 * 60 + 21),
      steps: [],
    },
  ]
}

/** A moment of receipt from which that kind is due so many days from now; null where no day fits. */
function receivedFor(kind: KindName, days: number, now: Date, calendar: Calendar): Date | null {
  const wanted = almatyDate(new Date(now.getTime() + days * DAY))
  for (let ago = 1; ago <= 40; ago++) {
    const receivedAt = timeDaysAgo(now, ago, 10 * 60 + 13 * (ago % 4))
    const due = deadlinesFor(kind, receivedAt, calendar).dueAt
    if (due && almatyDate(due) === wanted) return receivedAt
  }
  return null
}
