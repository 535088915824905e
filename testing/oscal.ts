import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'

const folder = join(import.meta.dirname, 'formats/oscal-1.2.1')

/** What NIST's JSON Schema finds wrong with a document. */
export function oscalFaults(model: 'assessment-results' | 'catalog', document: unknown): string[] {
  const ajv = new Ajv({ strict: false, allErrors: true })
  addFormats.default(ajv)
  const check = ajv.compile(JSON.parse(readFileSync(join(folder, `oscal_${model}_schema.json`), 'utf8')))
  check(document)
  return (check.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
}
