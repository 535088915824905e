import { eq } from 'drizzle-orm'
import { consentState } from '#db/schema/consent.ts'
import { asSystem, type Context } from '#domain/access/context.ts'
import { minorsAmong } from '#domain/people/minors/read-minors.ts'
import { choiceName } from '../rules/catalogue.ts'
import type { RecordedChoice } from '../rules/decide-events.ts'
import type { ChoiceItem } from './ledger-item.ts'
import type { RecordResult } from './plan-write.ts'

// A minor's grant is the representative's to give (Civil Code). Looked at before the writer of the ledger, which knows nothing of
// minors: where the setting is off, or no grant is asked for, this reads nothing.

export type Sifted = {
  /** What the writer is asked for; null: nothing is left. */
  item: ChoiceItem | null
  refused: RecordedChoice[]
}

/** Takes the grants out of what is to be recorded for minors, unless the representative records it. */
export async function siftMinorGrants(ctx: Context, items: readonly ChoiceItem[]): Promise<Sifted[]> {
  const whole = items.map((item): Sifted => ({ item, refused: [] }))
  if (!ctx.services.env.guardians || ctx.actor.kind === 'representative') return whole
  const asking = items.filter(({ choices }) => choices.some(({ decision }) => decision === 'granted'))
  if (asking.length === 0) return whole
  const minors = await minorsAmong(
    ctx,
    asking.map(({ person }) => person),
  )
  if (minors.size === 0) return whole
  return Promise.all(
    items.map((item) => {
      const subjectId = minors.get(
        'subjectId' in item.person ? item.person.subjectId : item.person.externalId,
      )
      return subjectId === undefined ? { item, refused: [] } : sift(ctx, item, subjectId)
    }),
  )
}

async function sift(ctx: Context, item: ChoiceItem, subjectId: string): Promise<Sifted> {
  const choices = item.choices.filter(({ decision }) => decision === 'withdrawn')
  const grants = item.choices.filter(({ decision }) => decision === 'granted')
  const states = await asSystem(ctx, 'minors').transaction((tx) =>
    tx.select().from(consentState).where(eq(consentState.subjectId, subjectId)),
  )
  const refused = grants.map((choice): RecordedChoice => {
    const { purpose, topic, channel } = choice
    const latest = states.find((one) => choiceName(one) === choiceName(choice))
    const { decision, seq } = latest ?? { decision: 'withdrawn', seq: 0 }
    return { purpose, topic, channel, status: 'needs-representative', decision, seq }
  })
  return { item: choices.length === 0 ? null : { ...item, choices }, refused }
}

/** The answer of the writer with the grants that it was not asked for, in the order in which all of it was asked. */
export function withRefused(
  asked: ChoiceItem,
  refused: readonly RecordedChoice[],
  result: RecordResult,
): RecordResult {
  if (refused.length === 0) return result
  const answered = new Map([...result.choices, ...refused].map((one) => [choiceName(one), one]))
  return { ...result, choices: asked.choices.flatMap((choice) => answered.get(choiceName(choice)) ?? []) }
}

/** Where nothing of an item was left for the writer. */
export const nothingRecorded: RecordResult = { status: 'recorded', choices: [] }
