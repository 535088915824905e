import { and, asc, desc, eq } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { policyClause, policyPart, policyText, policyVersion } from '#db/schema/policy.ts'
import type { policyChanges, policyWordings } from '#db/schema/policy-codes.ts'
import type { Context } from '#domain/access/context.ts'
import type { Locale } from '#domain/access/locale.ts'
import { authorize } from '#domain/access/permissions.ts'
import {
  actionPath,
  type ClauseAction,
  type ClauseNote,
  clauseActions,
  clauseNotes,
  proposedClauseActions,
} from '../rules/clause-actions.ts'
import { clauseIds } from '../rules/clauses.ts'

export type PolicyClause = {
  id: string
  title: string
  body: string
  actions: { name: ClauseAction['name']; path: string }[]
  note: ClauseNote | null
}

export type Policy = {
  version: number
  locale: Locale
  title: string
  introduction: string
  lastUpdatedOn: string
  effectiveOn: string | null
  wording: (typeof policyWordings)[number]
  sha256: string
  parts: { id: string; title: string; clauses: PolicyClause[] }[]
}

export type VersionEntry = {
  version: number
  lastUpdatedOn: string
  effectiveOn: string | null
  material: boolean
  change: (typeof policyChanges)[number]
  purposes: readonly string[]
  wording: Policy['wording']
  summary: string
  sha256: string
  publishedAt: string | null
}

const published = eq(policyVersion.status, 'published')
const hex = (hash: Buffer | null) => hash?.toString('hex') ?? ''

/** What a clause lets its reader do; none for a clause that this portal does not know. */
export function actionsOf(id: string): PolicyClause['actions'] {
  const known = clauseIds.find((one) => one === id)
  const actions = known ? clauseActions[known] : (proposedClauseActions[id] ?? [])
  return actions.map((action) => ({ name: action.name, path: actionPath(action) }))
}

/** Where the law says more than a clause did before this portal; null for a clause that needs no note. */
export function noteOf(id: string) {
  const known = clauseIds.find((one) => one === id)
  return (known && clauseNotes[known]) ?? null
}

/** Published versions, newest first. */
export async function listVersions(ctx: Context, locale: Locale): Promise<VersionEntry[]> {
  authorize(ctx.actor, 'policy.read')
  const rows = await ctx.database.db
    .select()
    .from(policyVersion)
    .where(published)
    .orderBy(desc(policyVersion.version))
    .limit(200)
  return rows.map((row) => ({
    version: row.version,
    lastUpdatedOn: row.lastUpdatedOn,
    effectiveOn: row.effectiveOn,
    material: row.material,
    change: row.change,
    purposes: row.purposes,
    wording: row.wording,
    summary: row.summary[locale],
    sha256: hex(row.sha256),
    publishedAt: row.publishedAt?.toISOString() ?? null,
  }))
}

/** One published version in one language, the newest when none is named; null when there is no such version. */
export async function readPolicy(ctx: Context, locale: Locale, version?: number): Promise<Policy | null> {
  authorize(ctx.actor, 'policy.read')
  const { db } = ctx.database
  const [head] = await db
    .select()
    .from(policyVersion)
    .where(version === undefined ? published : and(published, eq(policyVersion.version, version)))
    .orderBy(desc(policyVersion.version))
    .limit(1)
  if (!head) return null
  const of = head.version
  const [text] = await db
    .select()
    .from(policyText)
    .where(and(eq(policyText.version, of), eq(policyText.locale, locale)))
  const parts = await db
    .select()
    .from(policyPart)
    .where(and(eq(policyPart.version, of), eq(policyPart.locale, locale)))
    .orderBy(asc(policyPart.position))
  const clauses = await db
    .select()
    .from(policyClause)
    .where(and(eq(policyClause.version, of), eq(policyClause.locale, locale)))
    .orderBy(asc(policyClause.position))
  if (!text) return null
  return {
    version: of,
    locale,
    title: text.title,
    introduction: text.introduction,
    lastUpdatedOn: head.lastUpdatedOn,
    effectiveOn: head.effectiveOn,
    wording: head.wording,
    sha256: hex(head.sha256),
    parts: parts.map((part) => ({
      id: part.partId,
      title: part.title,
      clauses: clauses
        .filter((clause) => clause.partId === part.partId)
        .map((clause) => ({
          id: clause.clauseId,
          title: clause.title,
          body: clause.body,
          actions: actionsOf(clause.clauseId),
          // Version 1 and the operator's own document have no date of force; they are older than the notes.
          note: head.effectiveOn === null ? noteOf(clause.clauseId) : null,
        })),
    })),
  }
}

/** The number of the version in force, 0 before the first is published. */
export async function currentVersion(ctx: Context): Promise<number> {
  authorize(ctx.actor, 'policy.read')
  const [row] = await ctx.database.db
    .select({ version: policyVersion.version })
    .from(policyVersion)
    .where(published)
    .orderBy(desc(policyVersion.version))
    .limit(1)
  return row?.version ?? 0
}

/** SHA-256 of every published version, in hex. The caller has authorized. */
export async function versionHashes(tx: Transaction): Promise<Map<number, string>> {
  const rows = await tx
    .select({ version: policyVersion.version, sha256: policyVersion.sha256 })
    .from(policyVersion)
    .where(published)
  return new Map(rows.map(({ version, sha256 }) => [version, hex(sha256)]))
}

/** The newest version that changed what is done under a purpose, by purpose. The caller has authorized. */
export async function purposesChangedIn(tx: Pick<Transaction, 'select'>): Promise<Map<string, number>> {
  const rows = await tx
    .select({ version: policyVersion.version, purposes: policyVersion.purposes })
    .from(policyVersion)
    .where(and(published, eq(policyVersion.change, 'practice')))
    .orderBy(asc(policyVersion.version))
  return new Map(rows.flatMap(({ version, purposes }) => purposes.map((purpose) => [purpose, version])))
}

/** When each version was published here, the oldest first. The caller has authorized. */
export async function publishedTimes(
  tx: Pick<Transaction, 'select'>,
): Promise<{ version: number; publishedAt: Date }[]> {
  const { version, publishedAt } = policyVersion
  const rows = await tx
    .select({ version, publishedAt })
    .from(policyVersion)
    .where(published)
    .orderBy(asc(version))
  return rows.flatMap((row) =>
    row.publishedAt ? [{ version: row.version, publishedAt: row.publishedAt }] : [],
  )
}
