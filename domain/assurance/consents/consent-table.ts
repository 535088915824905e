import {
  type Catalogue,
  type ChoiceKey,
  choiceName,
  recordableChoices,
} from '#domain/consent/rules/catalogue.ts'
import type { StateCount, StateCounts } from '#domain/consent/rules/state-counts.ts'
import { type Cell, withholdParts } from '../statistics/withhold-cells.ts'

export const choiceStates = ['on', 'off', 'policy', 'term', 'never'] as const
export type ChoiceState = (typeof choiceStates)[number]

export type ChoiceRow = ChoiceKey & { name: string; people: Record<ChoiceState, Cell> }

const sum = (counts: readonly StateCount[]) => counts.reduce((total, { people }) => total + people, 0)

/** How many people have each choice in which state. Groups of one to nine are withheld, and what would tell them. */
export function choiceRows(
  { people, counts }: Pick<StateCounts, 'people' | 'counts'>,
  catalogue: Catalogue,
): ChoiceRow[] {
  return recordableChoices(catalogue).map((key) => {
    const own = counts.filter((one) => choiceName(one) === choiceName(key))
    const of = (state: StateCount['state']) => sum(own.filter((one) => one.state === state))
    const shown = withholdParts([
      of('on'),
      of('off'),
      of('policy'),
      of('term'),
      Math.max(0, people - sum(own)),
    ])
    const [on = null, off = null, policy = null, term = null, never = null] = shown
    return { ...key, name: choiceName(key), people: { on, off, policy, term, never } }
  })
}

export type TextRow = {
  purpose: string
  topic: string
  textVersion: number
  /** Of the policy, the newest first. */
  policyVersions: number[]
  people: Cell
}

/**
 * Under which version of its text the consents in force were given, by purpose and topic, the newest first. A person who agreed
 * to a topic on several channels counts once for each.
 */
export function textRows(counts: readonly StateCount[]): TextRow[] {
  const on = counts.filter(({ state }) => state === 'on')
  const texts = Map.groupBy(on, ({ purpose, topic }) => `${purpose}/${topic}`)
  return [...texts.values()].flatMap((given) => {
    const versions = [...Map.groupBy(given, ({ textVersion }) => textVersion)].sort(([a], [b]) => b - a)
    const shown = withholdParts(versions.map(([, own]) => sum(own)))
    return versions.map(([textVersion, own], at) => ({
      purpose: own[0]?.purpose ?? '',
      topic: own[0]?.topic ?? '',
      textVersion,
      policyVersions: [...new Set(own.map(({ policyVersion }) => policyVersion))].sort((a, b) => b - a),
      people: shown[at] ?? null,
    }))
  })
}
