import Negotiator from 'negotiator'
import { z } from 'zod'
import { policyChanges, policyWordings } from '#db/schema/policy-codes.ts'
import { readTrust } from '#domain/assurance/trust/read-trust.ts'
import { rights } from '#domain/policy/rules/clauses.ts'
import { policyAsMarkdown } from '#domain/policy/versions/as-markdown.ts'
import { currentVersion, listVersions, type Policy, readPolicy } from '#domain/policy/versions/read-policy.ts'
import { versionOn } from '#domain/policy/versions/version-on.ts'
import { longDate } from '#i18n/dates.ts'
import { translator } from '#i18n/translator.ts'
import { INTEGER_MAX } from '#platform/column-bounds.ts'
import { ApiProblem, type ApiRequest, open } from './api-answer.ts'
import { locale, moment, sha256 } from './choice-shapes.ts'
import { defineCall } from './define-call.ts'
import { evidenceAnswer, evidenceShape } from './evidence-shape.ts'
import { localeParameter, version } from './parameters.ts'

const action = z.strictObject({ name: z.enum(['profile', 'contact', 'choose', ...rights]), href: z.url() })
const clause = z.strictObject({
  id: z.string(),
  title: z.string(),
  body: z.string(),
  href: z.url(),
  actions: z.array(action),
  note: z
    .string()
    .nullable()
    .meta({ description: 'What the law adds to the clause; not part of the hashed text' }),
  evidence: z
    .array(evidenceShape)
    .meta({ description: 'What is measured of it now, in the newest version; empty: nothing yet' }),
})
const wording = z.enum(policyWordings).meta({
  description: 'Whose words these are: this portal’s, or the operator’s own document',
})
const policy = z.strictObject({
  version: z.int().min(1).max(INTEGER_MAX),
  locale,
  title: z.string(),
  introduction: z.string(),
  lastUpdatedOn: z.iso.date(),
  effectiveOn: z.iso.date().nullable(),
  wording,
  wordingNote: z.string().nullable(),
  sha256,
  parts: z.array(z.strictObject({ id: z.string(), title: z.string(), clauses: z.array(clause) })),
})
const versionEntry = z.strictObject({
  version: z.int().min(1).max(INTEGER_MAX),
  lastUpdatedOn: z.iso.date(),
  effectiveOn: z.iso.date().nullable(),
  material: z.boolean(),
  change: z.enum(policyChanges).meta({
    description: 'Whether what is done with data changed, or only the words about it',
  }),
  purposes: z.array(z.string()).meta({ description: 'Purposes for which people are asked again' }),
  wording,
  summary: z.string(),
  sha256,
  publishedAt: moment.nullable(),
})

/** GET /policy: one published version in one language, the newest when none is named; as Markdown where that is asked for. */
export const getPolicy = defineCall({
  method: 'GET',
  route: '/policy',
  operationId: 'getPolicy',
  tag: 'Policy',
  summary: 'One published version of the policy in one language',
  description:
    'As Markdown with `format=markdown`, or where the Accept header prefers `text/markdown`; `format` wins.',
  scope: null,
  query: z.strictObject({
    locale: localeParameter,
    version,
    on: z.iso
      .date()
      .optional()
      .meta({ description: 'The words of that day in Almaty; `version` wins', examples: ['2026-03-01'] }),
    format: z
      .enum(['json', 'markdown'])
      .optional()
      .meta({ description: 'By the Accept header when left out' }),
  }),
  otherTypes: { 'text/markdown': '# Privacy policy\n' },
  answerHeaders: ['Content-Language', 'Vary'],
  answer: policy,
  refusals: { 404: 'There is no such version, or none on that day (`no-such-version`)' },
  run: async (request, { query: asked }) => {
    const ofDay = asked.on === undefined ? undefined : ((await versionOn(request.ctx, asked.on)) ?? 0)
    const found = await readPolicy(request.ctx, asked.locale, asked.version ?? ofDay)
    if (!found) throw new ApiProblem(404, 'no-such-version')
    const format = asked.format ?? acceptedFormat(request)
    const answer =
      format === 'markdown'
        ? open(inWords(found), 'text/markdown')
        : open(await withAddresses(found, request))
    return { ...answer, headers: { ...answer.headers, vary: 'Accept', 'content-language': asked.locale } }
  },
})

/** GET /policy/versions: newest first. */
export const getVersions = defineCall({
  method: 'GET',
  route: '/policy/versions',
  operationId: 'getPolicyVersions',
  tag: 'Policy',
  summary: 'Published versions, newest first',
  scope: null,
  query: z.strictObject({ locale: localeParameter }),
  answer: z.strictObject({ items: z.array(versionEntry), next: z.null() }),
  run: async (request, { query: asked }) =>
    open({ items: await listVersions(request.ctx, asked.locale), next: null }),
})

function acceptedFormat({ headers }: ApiRequest) {
  const offered = ['application/json', 'text/markdown']
  return new Negotiator({ headers }).mediaType(offered) === 'text/markdown' ? 'markdown' : 'json'
}

function inWords(policy: Policy): string {
  const t = translator(policy.locale, 'policy')
  const updated = `${t('about.updated')}: ${longDate(policy.locale, policy.lastUpdatedOn)}`
  return policyAsMarkdown(policy, {
    lastUpdated: updated,
    version: t('version', { version: String(policy.version) }),
    wording: wordingNote(policy) ?? '',
    noteOf: (note) => `${t('notes.label')}: ${t(`notes.${note}`)}`,
  })
}

const wordingNote = ({ locale, wording, lastUpdatedOn }: Policy) =>
  wording === 'portal'
    ? translator(locale, 'policy')('notes.wording', { date: longDate(locale, lastUpdatedOn) })
    : null

/** Actions with addresses that a program can open, notes in words, and evidence of the version in force. */
async function withAddresses(policy: Policy, { services, ctx }: ApiRequest) {
  const isCurrent = policy.version === (await currentVersion(ctx))
  const measured = isCurrent ? (await readTrust(ctx)).clauses : []
  const base = `${services.env.APP_URL}/${policy.locale}`
  const parts = policy.parts.map((part) => ({
    ...part,
    clauses: part.clauses.map((clause) => ({
      ...clause,
      href: `${base}/policy#${clause.id}`,
      actions: clause.actions.map(({ name, path }) => ({ name, href: `${base}${path}` })),
      note: clause.note && translator(policy.locale, 'policy')(`notes.${clause.note}`),
      evidence: measured.find((one) => one.clause === clause.id)?.evidence.map(evidenceAnswer) ?? [],
    })),
  }))
  return { ...policy, wordingNote: wordingNote(policy), parts }
}
