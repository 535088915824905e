import type { EvidenceId } from '../rules/evidence.ts'
import lights from './red-lights.json' with { type: 'json' }

export type RedLight = { on: string; file: string; test: string }

/** The day on which a saboteur last made this evidence red, and which: a test that broke the real thing. Undefined: none ever did. */
export const redLight = (id: EvidenceId): RedLight | undefined =>
  (lights as Partial<Record<EvidenceId, RedLight>>)[id]

/** `testing/write-red-lights.ts` runs the saboteurs and writes what it saw. */
export const madeRedOn = (id: EvidenceId): string | null => redLight(id)?.on ?? null
