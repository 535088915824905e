const longest = 8000
const deepest = 20

/**
 * The header in which the framework's client says what it shows already, or undefined when it is not what that client
 * writes: the framework answers 500 to it then, and a full answer without it.
 */
export function readableRouterState(header: string | string[] | undefined): string | undefined {
  if (typeof header !== 'string' || header.length > longest) return undefined
  try {
    return isState(JSON.parse(decodeURIComponent(header)), 0) ? header : undefined
  } catch {
    return undefined
  }
}

const isText = (value: unknown) => typeof value === 'string'
const isAbsent = (value: unknown) => value === undefined || value === null
const markers = ['refetch', 'inside-shared-layout', 'metadata-only']
const paramKinds = /^(c|oc|d|(c|d)i\((\.|\.\.|\.\.\.|\.\.\)\(\.\.)\))$/

/** [segment, { slot: state }, [path, query]?, marker?, hints?, text?], as in the framework's own schema. */
function isState(value: unknown, depth: number): boolean {
  if (!Array.isArray(value) || value.length < 2 || value.length > 6 || depth > deepest) return false
  const [segment, slots, address, marker, hints, last] = value
  if (!isSegment(segment) || typeof slots !== 'object' || slots === null || Array.isArray(slots)) return false
  if (!isAbsent(address) && !(Array.isArray(address) && address.length === 2 && address.every(isText)))
    return false
  if (!isAbsent(marker) && !markers.includes(marker)) return false
  if (!isAbsent(hints) && typeof hints !== 'number') return false
  if (last !== undefined && !isText(last)) return false
  return Object.values(slots).every((slot) => isState(slot, depth + 1))
}

function isSegment(value: unknown): boolean {
  if (isText(value)) return true
  if (!Array.isArray(value) || value.length !== 4) return false
  const [name, given, kind, siblings] = value
  if (!isText(name) || !isText(given) || !isText(kind) || !paramKinds.test(kind)) return false
  return siblings === null || (Array.isArray(siblings) && siblings.every(isText))
}
