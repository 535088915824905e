import { v5 } from 'uuid'

/** The edition of OSCAL that is written (NIST). */
const OSCAL_VERSION = '1.2.1'

/** What OSCAL says of every document. */
export type OscalMetadata = {
  title: string
  'last-modified': string
  version: string
  'oscal-version': string
}

/** A name with a value, in the portal's own namespace. */
export type OscalProperty = { name: string; ns: string; value: string }

export function metadata(title: string, version: string, lastModified: string): OscalMetadata {
  return { title, 'last-modified': lastModified, version, 'oscal-version': OSCAL_VERSION }
}

/** The same UUID (RFC 9562, version 5) for the same thing of the same portal, at every reading. */
export const uuidOf = (appUrl: string, ...parts: readonly string[]): string =>
  v5(parts.join('\n'), v5(appUrl, v5.URL))

/** Where the two documents lie. */
export const catalogUrl = (appUrl: string) => `${appUrl}/trust/catalog.json`
export const resultsUrl = (appUrl: string) => `${appUrl}/trust/oscal.json`

/** The statement of a clause, which findings are about. */
export const statementId = (clause: string) => `${clause}_smt`
