import Negotiator from 'negotiator'
import { z } from 'zod'
import { asMarkdown } from '#domain/policy/as-markdown.ts'
import { listVersions, type Policy, readPolicy } from '#domain/policy/queries.ts'
import { translator } from '#i18n/translator.ts'
import { type ApiCall, ApiRefusal, type ApiRequest, open } from './api-answer.ts'
import { locale, readQuery, version } from './parameters.ts'

const query = z.object({ locale, version, format: z.enum(['json', 'markdown']).optional() })

/** GET /policy: one published version in one language, the newest when none is named. */
export const getPolicy: ApiCall = async (request) => {
  const asked = readQuery(request, query)
  const policy = await readPolicy(request.ctx, asked.locale, asked.version)
  if (!policy) throw new ApiRefusal(404, 'no-such-version')
  const format = asked.format ?? acceptedFormat(request)
  const answer =
    format === 'markdown' ? open(inWords(policy), 'text/markdown') : open(withAddresses(policy, request))
  return { ...answer, headers: { ...answer.headers, vary: 'Accept', 'content-language': asked.locale } }
}

/** GET /policy/versions: newest first. */
export const getVersions: ApiCall = async (request) => {
  const asked = readQuery(request, z.object({ locale }))
  return open({ items: await listVersions(request.ctx, asked.locale), next: null })
}

function acceptedFormat({ headers }: ApiRequest) {
  const offered = ['application/json', 'text/markdown']
  return new Negotiator({ headers }).mediaType(offered) === 'text/markdown' ? 'markdown' : 'json'
}

function inWords(policy: Policy): string {
  const t = translator(policy.locale, 'policy')
  const day = new Intl.DateTimeFormat(policy.locale, { dateStyle: 'long', timeZone: 'UTC' })
  const updated = `${t('about.updated')}: ${day.format(new Date(policy.lastUpdatedOn))}`
  return asMarkdown(policy, {
    lastUpdated: updated,
    version: t('version', { version: String(policy.version) }),
  })
}

/** Actions with addresses that a program can open. */
function withAddresses(policy: Policy, { services }: ApiRequest) {
  const base = `${services.env.APP_URL}/${policy.locale}`
  const parts = policy.parts.map((part) => ({
    ...part,
    clauses: part.clauses.map((clause) => ({
      ...clause,
      href: `${base}/policy#${clause.id}`,
      actions: clause.actions.map(({ name, path }) => ({ name, href: `${base}${path}` })),
      // Nothing is measured yet: no measurement, no evidence.
      evidence: [],
    })),
  }))
  return { ...policy, parts }
}
