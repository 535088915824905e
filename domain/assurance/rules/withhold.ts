import type { EvidenceKind } from './evidence.ts'
import type { Figures } from './figures.ts'

/** In public, figures about fewer are withheld: they could say something about one person. */
export const SMALLEST_GROUP = 10

/** How many people, requests or members the figures are about; null where they are about none of these. */
const groupOf: { [K in EvidenceKind]: (figures: Figures[K]) => number | null } = {
  'columns-mapped': () => null,
  'system-trials': () => null,
  // What is shown is “so many of `due`”: that is the group, however many others there are.
  'requests-in-time': ({ due, open, cancelled }) => (due > 0 ? due : open + (cancelled ?? SMALLEST_GROUP)),
  'first-answers': ({ asked }) => asked,
  'service-consent': ({ people }) => people,
  'counted-with-consent': ({ people }) => people,
  'answers-supported': ({ people }) => people,
  'withdrawals-obeyed': ({ withdrawals, asked }) => (asked > 0 ? asked : withdrawals),
  'messages-delivered': () => null,
  'erasures-read-back': ({ ended, stuck, drifted }) => ended + stuck + drifted,
  'keys-current': ({ keys }) => keys,
  'fields-current': ({ keys }) => keys,
  connections: () => null,
  'actions-recorded': () => null,
  'audit-log': () => null,
  cosignatures: () => null,
  clearances: ({ members }) => members,
  trainings: ({ members }) => members,
  'access-reviews': () => null,
  backups: () => null,
  'backup-drills': () => null,
  'log-archiving': () => null,
  'incident-notices': ({ incidents }) => incidents,
  audits: () => null,
  'penetration-tests': () => null,
  findings: () => null,
  agreements: () => null,
}

/** Whether figures are withheld in public: of a group of one to nine. */
export function isWithheld<K extends EvidenceKind>(kind: K, figures: Figures[K]): boolean {
  const size = groupOf[kind](figures)
  return size !== null && isSmall(size)
}

const isSmall = (size: number) => size > 0 && size < SMALLEST_GROUP

type Parts = { [K in EvidenceKind]?: (figures: Figures[K]) => Partial<Figures[K]> }

/**
 * Parts of a larger group that tell what became of a person. What is itself a breach, such as `overdue` or people counted without a
 * consent, is no such part: hiding it would hide the failure.
 */
const smallParts: Parts = {
  'requests-in-time': ({ due, refused, cancelled }) => ({
    ...(refused !== null && refused > 0 && (isSmall(refused) || isSmall(due - refused)) && { refused: null }),
    ...(cancelled !== null && isSmall(cancelled) && { cancelled: null }),
  }),
  // One follows from the other.
  'service-consent': ({ withConsent, without }) =>
    isSmall(withConsent ?? 0) || isSmall(without ?? 0) ? { withConsent: null, without: null } : {},
}

/**
 * The figures as they are stored, signed and published: parts of one to nine people are withheld beside a group that is shown. A group
 * that is withheld as a whole stays as it is.
 */
export function withholdParts<K extends EvidenceKind>(kind: K, figures: Figures[K]): Figures[K] {
  if (isWithheld(kind, figures)) return figures
  return { ...figures, ...smallParts[kind]?.(figures) }
}

/** Names of figures of a kind that can be withheld alone. */
const partNames: { readonly [K in EvidenceKind]?: readonly string[] } = {
  'requests-in-time': ['refused', 'cancelled'],
  'service-consent': ['withConsent', 'without'],
}

/** Whether this figure is withheld, and not only without a value. */
export const isPartWithheld = (kind: EvidenceKind, name: string, value: number | null | undefined): boolean =>
  value === null && partNames[kind]?.includes(name) === true
