import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Store } from 'n3'

const namespaces = { dpv: 'https://w3id.org/dpv#', pd: 'https://w3id.org/dpv/pd#' }
const file = join(import.meta.dirname, 'formats/dpv-2.3/terms.txt')
const known = new Set(
  readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((term) => {
      const [prefix = '', name] = term.split(':')
      return `${namespaces[prefix as keyof typeof namespaces]}${name}`
    }),
)

/** The terms of `dpv` and `pd` in a graph, and those of them that DPV 2.3 does not have. */
export function dpvTermsIn(graph: Store): { used: Set<string>; unknown: string[] } {
  const iris = [...graph].flatMap(({ predicate, object }) => [predicate.value, object.value])
  const used = new Set(
    iris.filter((iri) => Object.values(namespaces).some((namespace) => iri.startsWith(namespace))),
  )
  return { used, unknown: [...used].filter((iri) => !known.has(iri)) }
}
