import type { Policy } from '#domain/policy/versions/read-policy.ts'
import { metadata, type OscalMetadata, resultsUrl, statementId, uuidOf } from './oscal-document.ts'

type Control = { id: string; class: 'clause'; title: string; parts: Statement[] }
type Statement = { id: string; name: 'statement'; prose: string }

export type OscalCatalog = {
  catalog: {
    uuid: string
    metadata: OscalMetadata & { links: { href: string; rel: string; text: string }[] }
    groups: { id: string; title: string; controls: Control[] }[]
  }
}

/** The clauses of a version as an OSCAL catalogue: a part of the policy is a group, a clause is a control. */
export function catalogOf(appUrl: string, policy: Policy, publishedAt: string): OscalCatalog {
  const { version, locale } = policy
  const page = `${appUrl}/${locale}/policy/versions/${version}`
  return {
    catalog: {
      uuid: uuidOf(appUrl, 'catalog', policy.sha256),
      metadata: {
        ...metadata(policy.title, String(version), publishedAt),
        links: [
          { href: page, rel: 'canonical', text: 'The version as it is published' },
          { href: resultsUrl(appUrl), rel: 'reference', text: 'What is measured of the clauses' },
        ],
      },
      groups: policy.parts.map((part) => ({
        id: part.id,
        title: part.title,
        controls: part.clauses.map(({ id, title, body }) => ({
          id,
          class: 'clause',
          title,
          parts: [{ id: statementId(id), name: 'statement', prose: body }],
        })),
      })),
    },
  }
}
