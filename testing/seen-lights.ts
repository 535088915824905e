import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { evidenceIds } from '#db/schema/assurance-codes.ts'
import { type EvidenceId, evidence } from '#domain/assurance/rules/evidence.ts'
import { type EvidenceState, evidenceStates, neverDue, unjudged } from '#domain/assurance/rules/judge.ts'
import type { RedLight } from '#domain/assurance/trust/red-lights.ts'

/** One look of a test at an evidence, as `evidenceOf` writes it. */
const seenSchema = z.strictObject({
  id: z.enum(evidenceIds),
  state: z.enum(evidenceStates),
  file: z.string(),
  test: z.string(),
})
export type Seen = z.infer<typeof seenSchema>

/** The looks of a run of saboteurs; those of other tests do not count. Files run in any order: the same run reads the same. */
export const readSeen = (file: string): Seen[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => seenSchema.parse(JSON.parse(line)))
    .filter((one) => one.file.startsWith('domain/assurance/measure/'))
    .sort((a, b) => `${a.file} ${a.test}`.localeCompare(`${b.file} ${b.test}`))

type Lights = Partial<Record<EvidenceId, RedLight>>

/**
 * What a run of all saboteurs owes and did not show, in words: each judged evidence amber, if it has an amber, and red, and red in the
 * test that the trust page's list names.
 */
export function missingLights(seen: readonly Seen[], lights: Lights): string[] {
  const judged = evidenceIds.filter((id) => !unjudged.includes(evidence[id].kind))
  const inState = (id: EvidenceId, state: EvidenceState) =>
    seen.filter((one) => one.id === id && one.state === state)
  const amber = judged.flatMap((id) =>
    neverDue.includes(evidence[id].kind) || inState(id, 'due').length > 0
      ? []
      : [`${id}: no test saw it amber`],
  )
  const red = judged.flatMap((id) => {
    const looks = inState(id, 'broken')
    if (looks.length === 0) return [`${id}: no test saw it red`]
    const light = lights[id]
    const isSame = looks.some(({ file, test }) => file === light?.file && test === light.test)
    return isSame ? [] : [`${id}: “${light?.test}” did not see it red: run testing/write-red-lights.ts`]
  })
  return [...amber, ...red]
}
