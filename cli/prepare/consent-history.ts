import type { SampleLearner } from '#db/seed/platform/learners.ts'
import { type Random, randomFor } from '#db/seed/platform/random.ts'
import { ageInDays, timeDaysAgo } from '#db/seed/platform/sample-time.ts'
import type { ChoiceKey, Decision } from '#domain/consent/rules/catalogue.ts'
import {
  builtInCatalogue,
  choiceName,
  optionalChoices,
  serviceChoice,
} from '#domain/consent/rules/catalogue.ts'

/** Choices that a sample person made together at one past moment. */
export type PastChoices = {
  externalId: string
  at: Date
  origin: 'welcome' | 'choices'
  choices: { key: ChoiceKey; decision: Decision }[]
}

/** Messages that programs of the sample sent to many, by email. After the last but one, many people switched the topic off. */
export const sampleBatches = [
  { topic: 'new-materials', daysAgo: 80, messages: 68 },
  { topic: 'schedule-changes', daysAgo: 61, messages: 57 },
  { topic: 'new-materials', daysAgo: 45, messages: 72 },
  { topic: 'new-materials', daysAgo: 20, messages: 143 },
  { topic: 'schedule-changes', daysAgo: 8, messages: 59 },
] as const
const tooMany = { topic: 'new-materials', daysAgo: 20, withdrawals: 17 } as const
const all = optionalChoices(builtInCatalogue)

const first = 'learner@sample.test'
/** Has never signed in, so that anyone who tries the sample sees the first sign-in too. */
const second = 'learner2@sample.test'

/**
 * The choices of about 120 of the 200 sample people, in order. Deterministic for the same people and `now`; each
 * person's history comes from its own random stream.
 */
export function sampleConsentHistory(learners: readonly SampleLearner[], now: Date): PastChoices[] {
  const past = learners.flatMap((learner) => {
    if (learner.email === first) return pastOfFirst(learner.externalId, now)
    if (learner.email === second) return []
    const random = randomFor(`consent ${learner.externalId}`)
    const age = ageInDays(learner.createdAt, now)
    return age >= 3 && random.chance(0.61) ? pastOf(learner.externalId, age, now, random) : []
  })
  return [...past, ...withdrawalsAfter(past, now)]
}

/** Withdrawals by people who had the topic switched on by email and decided nothing since the messages. */
function withdrawalsAfter(past: readonly PastChoices[], now: Date): PastChoices[] {
  const { topic, daysAgo, withdrawals } = tooMany
  const key = all.find((one) => choiceName(one) === `communication/${topic}/email`)
  const sentAt = timeDaysAgo(now, daysAgo, 10 * 60)
  const random = randomFor('withdrawals after messages')
  if (!key) return []
  return [...Map.groupBy(past, ({ externalId }) => externalId)]
    .filter(([, own]) => {
      const last = own
        .flatMap(({ choices }) => choices)
        .findLast((one) => choiceName(one.key) === choiceName(key))
      return last?.decision === 'granted' && own.every(({ at }) => at < sentAt)
    })
    .slice(0, withdrawals)
    .map(([externalId]) => ({
      externalId,
      at: timeDaysAgo(
        now,
        daysAgo - random.between(0, 5),
        random.between(11 * 60, 23 * 60),
        random.between(0, 59),
      ),
      origin: 'choices',
      choices: [{ key, decision: 'withdrawn' }],
    }))
}

function pastOfFirst(externalId: string, now: Date): PastChoices[] {
  const on = (names: string[], decision: Decision) =>
    all.filter((key) => names.includes(choiceName(key))).map((key) => ({ key, decision }))
  const email = (topic: string) => `communication/${topic}/email`
  const welcome = on(
    [...['new-materials', 'schedule-changes', 'important-updates'].map(email), 'personalisation'],
    'granted',
  )
  return [
    {
      externalId,
      at: timeDaysAgo(now, 84, 19 * 60 + 12, 40),
      origin: 'welcome',
      choices: [{ key: serviceChoice, decision: 'granted' }],
    },
    {
      externalId,
      at: timeDaysAgo(now, 84, 19 * 60 + 15, 2),
      origin: 'choices',
      choices: welcome,
    },
    {
      externalId,
      at: timeDaysAgo(now, 61, 8 * 60 + 5, 11),
      origin: 'choices',
      choices: on(['analytics'], 'granted'),
    },
    {
      externalId,
      at: timeDaysAgo(now, 33, 21 * 60 + 47, 3),
      origin: 'choices',
      choices: on(['communication/important-updates/push'], 'granted'),
    },
    {
      externalId,
      at: timeDaysAgo(now, 12, 13 * 60 + 20, 26),
      origin: 'choices',
      choices: on([email('new-materials')], 'withdrawn'),
    },
  ]
}

const likely: Record<string, number> = {
  email: 0.45,
  push: 0.22,
  sms: 0.1,
  personalisation: 0.5,
  improvement: 0.3,
  // So many that the page of course usage has groups of ten people and more, and still withholds others.
  analytics: 0.6,
}

function pastOf(externalId: string, age: number, now: Date, random: Random): PastChoices[] {
  const moment = (daysAgo: number) =>
    timeDaysAgo(now, daysAgo, random.between(8 * 60, 23 * 60), random.between(0, 59))
  // Yesterday at the latest, so that no event lies in the future.
  let daysAgo = random.between(2, age - 1)
  const standing = new Map<ChoiceKey, Decision>(
    all.map((key) => [key, random.chance(likely[key.channel || key.purpose] ?? 0) ? 'granted' : 'withdrawn']),
  )
  const granted = [...standing].filter(([, decision]) => decision === 'granted')
  const first = moment(daysAgo)
  const past: PastChoices[] = [
    {
      externalId,
      at: first,
      origin: 'welcome',
      choices: [{ key: serviceChoice, decision: 'granted' }],
    },
  ]
  if (granted.length > 0)
    past.push({
      externalId,
      at: new Date(first.getTime() + 3 * 60_000),
      origin: 'choices',
      choices: granted.map(([key]) => ({ key, decision: 'granted' })),
    })
  for (
    let changes = random.weighted([
      [0, 5],
      [1, 4],
      [2, 2],
      [3, 1],
    ] as const);
    changes > 0 && daysAgo > 1;
    changes--
  ) {
    daysAgo = random.between(1, daysAgo - 1)
    const key = random.pick(random.chance(0.6) && granted.length > 0 ? granted.map(([one]) => one) : all)
    const decision = standing.get(key) === 'granted' ? 'withdrawn' : 'granted'
    standing.set(key, decision)
    past.push({ externalId, at: moment(daysAgo), origin: 'choices', choices: [{ key, decision }] })
  }
  return past
}
