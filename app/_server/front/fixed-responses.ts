import { z } from 'zod'
import { evidenceIds } from '#db/schema/assurance-codes.ts'
import { visitor } from '#domain/access/actor.ts'
import { type Context, contextFor } from '#domain/access/context.ts'
import { policyGraph } from '#domain/assurance/dpv/policy-graph.ts'
import { readProgram } from '#domain/assurance/kit/programs.ts'
import { policyGitFile } from '#domain/assurance/policy-git/policy-git.ts'
import { readEvidenceSignature } from '#domain/assurance/trust/read-evidence-signature.ts'
import { readPublicTile, readVerifierKeys } from '#domain/audit/log/read-public.ts'
import {
  readCheckpointWithCosignatures,
  readCosignedCheckpoint,
} from '#domain/audit/witness/read-cosigned.ts'
import { listPublicPaths } from '#domain/policy/versions/list-public-paths.ts'
import { defaultLocale } from '#i18n/locales.ts'
import type { Answer } from '#platform/http/answer.ts'
import type { Services } from '#platform/services.ts'
import type { EntryPoint } from './entry-points.ts'
import { oscalCatalog, oscalResults } from './oscal.ts'
import { policyFeed } from './policy-feed.ts'
import { allowedSigners, gpcSupport, jwksJson, robotsTxt, securityTxt, sitemapXml } from './well-known.ts'

type Given = { services: Services; readiness: () => Promise<Answer> }

type FixedEntry = Exclude<
  Extract<EntryPoint, `server GET /${string}`>,
  `server GET ${'/u/' | '/_next/' | '/audit/tile/' | '/policy.git/' | '/trust/signatures/'}${string}`
>

/** What the server answers itself. The table of entry points decides which there are. */
const responses: Record<FixedEntry, (given: Given) => Answer | null | Promise<Answer | null>> = {
  'server GET /health/live': () => fixed('application/json', `${JSON.stringify({ status: 'live' })}\n`),
  'server GET /health/ready': ({ readiness }) => readiness(),
  'server GET /robots.txt': ({ services }) => fixed('text/plain', robotsTxt(services.env.APP_URL), 3600),
  'server GET /sitemap.xml': ({ services }) => sitemap(services),
  'server GET /favicon.ico': () => ({
    status: 308,
    headers: { location: '/icon.svg', 'cache-control': 'public, max-age=86400' },
  }),
  'server GET /.well-known/security.txt': ({ services }) => {
    const text = securityTxt(services.env)
    return text === null ? null : fixed('text/plain', text, 3600)
  },
  'server GET /.well-known/gpc.json': () => fixed('application/json', gpcSupport(), 3600),
  'server GET /.well-known/jwks.json': ({ services }) => fixed('application/json', jwksJson(services), 3600),
  'server GET /.well-known/allowed_signers': ({ services }) =>
    fixed('text/plain', allowedSigners(services), 3600),
  'server GET /.well-known/audit-log.vkey': ({ services }) => ofLog(services, readVerifierKeys),
  'server GET /audit/checkpoint': ({ services }) => ofLog(services, readCheckpointWithCosignatures),
  'server GET /audit/cosigned': ({ services }) => ofLog(services, readCosignedCheckpoint),
  'server GET /audit/verify-proof.go': () =>
    fixed('text/plain', String(readProgram('verify-proof.go')), 3600),
  'server GET /policy.atom': ({ services }) => read(services, 'application/atom+xml', policyFeed),
  'server GET /policy.jsonld': ({ services }) => read(services, 'application/ld+json', policyGraph),
  'server GET /trust/oscal.json': ({ services }) => read(services, 'application/json', oscalResults),
  'server GET /trust/catalog.json': ({ services }) => read(services, 'application/json', oscalCatalog),
}
const byPath = new Map(
  Object.entries(responses).map(([entry, respond]) => [entry.slice('server GET '.length), respond]),
)

/** The server's own answer at an address without a language; null for any other address. */
export async function fixedResponse(path: string, given: Given): Promise<Answer | null> {
  return (await byPath.get(path)?.(given)) ?? null
}

const tilePath = /^\/audit\/tile\/(.+)$/
/** A tile never changes within a log; after a declared break the last ones do. */
const tileSeconds = 3600

/** The answer at the address of a hash tile of the audit log; null for any other address, and for a tile that there is not. */
export async function tileResponse(path: string, services: Services): Promise<Answer | null> {
  const wanted = tilePath.exec(path)?.[1]
  if (wanted === undefined) return null
  if (!(await services.database.healthy())) return unavailable()
  const ctx = contextFor(services, { actor: visitor, locale: defaultLocale })
  const body = await readPublicTile(ctx, wanted)
  const headers = {
    'content-type': 'application/octet-stream',
    'cache-control': `public, max-age=${tileSeconds}`,
  }
  return body && { status: 200, headers, body }
}

const policyFile = /^\/policy\.git\/(.+)$/

/** A file of the policy as a git repository, for `git clone`; null for any other address, and where there is none. */
export async function policyGitResponse(path: string, services: Services): Promise<Answer | null> {
  const wanted = policyFile.exec(path)?.[1]
  if (wanted === undefined) return null
  if (!(await services.database.healthy())) return unavailable()
  const ctx = contextFor(services, { actor: visitor, locale: defaultLocale })
  const body = await policyGitFile(ctx, wanted)
  // An object never changes; the refs do with the next version.
  const cache = wanted.startsWith('objects/') ? `public, max-age=${tileSeconds}` : 'no-store'
  const isText = !wanted.startsWith('objects/')
  const type = isText ? 'text/plain; charset=utf-8' : 'application/octet-stream'
  return body && { status: 200, headers: { 'content-type': type, 'cache-control': cache }, body }
}

const signatureFile = /^\/trust\/signatures\/(.+)$/
const evidenceSchema = z.enum(evidenceIds)

/** The signature of a measurement, for `ssh-keygen -Y verify`; null for any other address, and where there is none. */
export async function signatureResponse(path: string, services: Services): Promise<Answer | null> {
  const { data: id } = evidenceSchema.safeParse(signatureFile.exec(path)?.[1])
  return id === undefined ? null : read(services, 'text/plain', (ctx) => readEvidenceSignature(ctx, id))
}

type Reader = (ctx: Context) => Promise<string | null>

async function read(services: Services, type: string, reader: Reader): Promise<Answer | null> {
  if (!(await services.database.healthy())) return unavailable()
  const text = await reader(contextFor(services, { actor: visitor, locale: defaultLocale }))
  return text === null ? null : fixed(type, text)
}

const ofLog = (services: Services, reader: Reader) => read(services, 'text/plain', reader)

const unavailable = (): Answer => ({ ...fixed('text/plain', ''), status: 503 })

async function sitemap(services: Services): Promise<Answer> {
  if (!(await services.database.healthy())) return unavailable()
  const paths = await listPublicPaths(contextFor(services, { actor: visitor, locale: defaultLocale }))
  return fixed('application/xml', sitemapXml(services.env.APP_URL, paths), 3600)
}

function fixed(type: string, body: string, maxAge = 0): Answer {
  const cache = maxAge > 0 ? `public, max-age=${maxAge}` : 'no-store'
  const headers = {
    'content-type': `${type}; charset=utf-8`,
    'cache-control': cache,
  }
  return { status: 200, headers, body }
}
