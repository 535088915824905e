import type { EvidenceKind } from './evidence.ts'
import type { Figures } from './figures.ts'

/** In public, figures about fewer are withheld: they could say something about one person. */
export const SMALLEST_GROUP = 10

/** How many people, requests or members the figures are about; null where they are about none of these. */
const groupOf: { [K in EvidenceKind]: (figures: Figures[K]) => number | null } = {
  'columns-mapped': () => null,
  'system-trials': () => null,
  // What is shown is “so many of `due`”: that is the group, however many others there are.
  'requests-in-time': ({ due, open, cancelled }) => (due > 0 ? due : open + cancelled),
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
  return size !== null && size > 0 && size < SMALLEST_GROUP
}
