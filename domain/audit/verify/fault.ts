export type FaultKind =
  | 'record-changed'
  | 'record-missing'
  | 'record-inserted'
  | 'leaf-missing'
  | 'not-as-outside'
  | 'tile-changed'
  | 'root-differs'
  | 'cut'
  | 'destroyed-too-early'
  | 'head-missing'
  | 'head-unsigned'
  | 'cosignature-wrong'
  | 'no-log'

/** After so many nobody needs more. */
export const MOST_FAULTS = 1000

/** What is wrong, and from which leaf on. */
export type Fault = { index: number; kind: FaultKind; about?: string }

/** In the order of the leaves; of one kind at one leaf once. */
export function firstOf(faults: readonly Fault[]): Fault[] {
  const unique = new Map(faults.map((fault) => [`${fault.index} ${fault.kind} ${fault.about ?? ''}`, fault]))
  return [...unique.values()].sort((a, b) => a.index - b.index)
}
