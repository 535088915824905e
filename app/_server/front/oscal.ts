import type { Context } from '#domain/access/context.ts'
import { assessmentResultsOf } from '#domain/assurance/oscal/assessment-results.ts'
import { catalogOf } from '#domain/assurance/oscal/catalog.ts'
import type { EvidenceView } from '#domain/assurance/trust/read-trust.ts'
import { readTrust } from '#domain/assurance/trust/read-trust.ts'
import { listVersions, readPolicy } from '#domain/policy/versions/read-policy.ts'
import { translator } from '#i18n/translator.ts'

// Tools for OSCAL are used in English.
const locale = 'en'

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`

/** What is measured now of each clause, as OSCAL assessment results (NIST, JSON). Throws `Denied`. */
export async function oscalResults(ctx: Context): Promise<string> {
  const t = translator(locale, 'trust')
  const words = ({ id, kind }: EvidenceView) => ({
    title: t(`titles.${id}`),
    counts: t(`counts.${kind}`),
    rule: t(`rules.${kind}`),
  })
  const given = { appUrl: ctx.services.env.APP_URL, now: ctx.clock.now() }
  const trust = await readTrust(ctx)
  // The catalogue has the clauses of the version in force: results of a clause that is gone would refer to nothing.
  const policy = await readPolicy(ctx, locale)
  const inForce = new Set(policy?.parts.flatMap(({ clauses }) => clauses.map(({ id }) => id)))
  const clauses = trust.clauses.filter(({ clause }) => !policy || inForce.has(clause))
  return json(assessmentResultsOf({ ...given, trust: { ...trust, clauses }, words }))
}

/** The version in force as an OSCAL catalogue (NIST, JSON); null before the first is published. Throws `Denied`. */
export async function oscalCatalog(ctx: Context): Promise<string | null> {
  const policy = await readPolicy(ctx, locale)
  if (!policy) return null
  const published = (await listVersions(ctx, locale)).find(({ version }) => version === policy.version)
  const at = published?.publishedAt ?? `${policy.lastUpdatedOn}T00:00:00Z`
  return json(catalogOf(ctx.services.env.APP_URL, policy, at))
}
