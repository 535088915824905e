import type { EvidenceId, EvidenceKind } from '../rules/evidence.ts'
import dates from './red-lights.json' with { type: 'json' }

/** What no figures can turn red: an answer without a promised term, and a consent that is asked for at the next sign-in. */
export const neverRed: readonly EvidenceKind[] = ['first-answers', 'service-consent']

/**
 * The day on which a saboteur last made this evidence red: a test that broke the real thing. `testing/write-red-lights.ts` runs them and
 * writes what it saw. Null: none ever did.
 */
export const madeRedOn = (id: EvidenceId): string | null =>
  (dates as Partial<Record<EvidenceId, string>>)[id] ?? null
