import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import jsonld, { type JsonLdDocument } from 'jsonld'
import { Parser, Store } from 'n3'
import SHACLValidator from 'rdf-validate-shacl'

const shapesFile = join(import.meta.dirname, '../public/receipt-shapes.ttl')

/** A receipt as RDF. A context that would have to be fetched is a fault. */
export async function graphOf(receipt: object): Promise<Store> {
  const documentLoader = (url: string) => Promise.reject(new Error(`fetches ${url}`))
  const quads = await jsonld.toRDF(
    receipt as JsonLdDocument,
    {
      format: 'application/n-quads',
      documentLoader,
      // Throws for a term without a definition instead of dropping it.
      safe: true,
    } as jsonld.Options.ToRdf,
  )
  return new Store(new Parser({ format: 'N-Quads' }).parse(String(quads)))
}

const shapes = new Store(new Parser({ baseIRI: 'urn:shapes' }).parse(readFileSync(shapesFile, 'utf8')))
const validator = new SHACLValidator(shapes)

/** What a graph lacks of the published shapes: node, path, constraint. */
export async function shapeFaults(graph: Store): Promise<string[]> {
  const { results } = await validator.validate(graph)
  return results.map(({ focusNode, path, sourceConstraintComponent }) =>
    [focusNode, path, sourceConstraintComponent]
      .map((term) => (term as { value?: string })?.value ?? '')
      .join(' '),
  )
}
