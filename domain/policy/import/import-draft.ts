import { eq, sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { policyDraft, policyDraftItem } from '#db/schema/policy.ts'
import type { Context } from '#domain/access/context.ts'
import type { Locale } from '#domain/access/locale.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import type { DocumentBlock } from '#platform/documents/document-block.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import type { LocalDate } from '#platform/time/local-date.ts'
import { type DraftItemRow, findDraft, newestVersion } from '../drafts/draft-row.ts'
import { itemsOfTexts } from '../rules/draft.ts'
import { readVersionTexts } from '../versions/read-version-texts.ts'
import { mergeImport } from './merge-import.ts'
import { type ParsedPolicy, parsePolicy } from './parse-policy.ts'
import { readPublishedHeadings } from './read-published-headings.ts'

export type PolicyFile = {
  locale: Locale
  blocks: readonly DocumentBlock[]
  file: { name: string; sha256: string }
  /** The date that the command was given; without it that of the date line counts. */
  date?: LocalDate | undefined
  /** An open draft that is no import in another language is thrown away. */
  replace: boolean
  /** Only read: nothing is written. */
  onlyTry: boolean
}

/** `other-date`: it is not the date of the language that was imported before. */
export type ImportRefusal = {
  status: 'refused'
  code: 'draft-open' | 'not-a-draft' | 'no-clauses' | 'no-date' | 'date-future' | 'other-date'
}
export type ImportResult = {
  status: 'done'
  version: number
  date: LocalDate
  parsed: ParsedPolicy
  /** Clauses of the version in force that the file does not have. */
  missing: string[]
}
const refused = (code: ImportRefusal['code']): ImportRefusal => ({ status: 'refused', code })

/**
 * Begins a draft with the operator's own document, dated as the document says. Called once a language: the second language
 * joins the draft of the first. Nothing is published.
 */
export async function importPolicy(ctx: Context, given: PolicyFile): Promise<ImportResult | ImportRefusal> {
  authorize(ctx.actor, 'policy-drafts.import')
  const { locale, blocks, file } = given
  return ctx.transaction(async (tx) => {
    await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtext('policy-draft'))`)
    const open = await findDraft(tx, { lock: true })
    if (open && open.row.status !== 'draft') return refused('not-a-draft')
    const others = open ? Object.keys(open.row.importedFiles).filter((one) => one !== locale) : []
    const joins = open !== null && open.row.origin === 'import' && others.length > 0 && !given.replace
    const isAgain = open?.row.origin === 'import'
    if (open && !joins && !isAgain && !given.replace) return refused('draft-open')
    const newest = await newestVersion(tx)
    const inForce = itemsOfTexts(await readVersionTexts(tx, newest))
    const known = await readPublishedHeadings(tx)
    const parsed = parsePolicy(blocks, {
      known,
      taken: [...known.parts, ...known.clauses].map(({ id }) => id),
      sameAs: joins ? shapeOf(open.items) : undefined,
    })
    if (parsed.parts.length === 0) return refused('no-clauses')
    const date = given.date ?? parsed.date
    if (date === null) return refused('no-date')
    if (date > almatyDate(ctx.clock.now())) return refused('date-future')
    if (joins && open.row.documentDate !== date) return refused('other-date')
    const items = mergeImport(parsed, {
      locale,
      others: joins ? open.items : inForce,
      kept: joins ? open.items : [],
    })
    const inFile = new Set(items.map(({ item }) => item))
    const missing = inForce.map(({ item }) => item).filter((item) => !inFile.has(item))
    const version = open?.row.version ?? newest + 1
    const result: ImportResult = { status: 'done', version, date, parsed, missing }
    if (given.onlyTry) return result
    const at = ctx.clock.now()
    const unplaced = [
      ...(joins ? open.row.unplaced.filter((one) => one.locale !== locale) : []),
      ...parsed.unplaced.map((one) => ({ locale, ...one })),
    ]
    const facts = {
      origin: 'import' as const,
      documentDate: date,
      importedFiles: { ...(joins && open.row.importedFiles), [locale]: file },
      unplaced,
    }
    if (joins)
      await tx
        .update(policyDraft)
        .set({ ...facts, revision: open.row.revision + 1 })
        .where(eq(policyDraft.version, version))
    else {
      await tx.delete(policyDraft).where(eq(policyDraft.version, version))
      const summary = { kk: '', ru: '', en: '' }
      await tx.insert(policyDraft).values({ version, summary, ...facts, createdBy: null, createdAt: at })
    }
    await writeItems(tx, { version, items, at, before: open?.items ?? [] })
    await append(tx, ctx.auditedAs, {
      action: 'policy-draft.import',
      resource: `policy:${version}`,
      fields: [locale],
    })
    return result
  })
}

/** The ids of the pieces, for the same document in another language. */
function shapeOf(items: readonly DraftItemRow[]) {
  const parts: { id: string; clauses: string[] }[] = []
  for (const { item } of items) {
    if (item.startsWith('part:')) parts.push({ id: item.slice('part:'.length), clauses: [] })
    else parts.at(-1)?.clauses.push(item)
  }
  return parts
}

async function writeItems(
  tx: Transaction,
  given: {
    version: number
    items: ReturnType<typeof mergeImport>
    at: Date
    before: readonly DraftItemRow[]
  },
) {
  const { version, items, at, before } = given
  await tx.delete(policyDraftItem).where(eq(policyDraftItem.version, version))
  const revisionOf = new Map(before.map(({ item, revision }) => [item, revision]))
  await tx.insert(policyDraftItem).values(
    items.map((item, position) => ({
      ...item,
      version,
      position,
      // Who has the piece open in the editor does not overwrite what was imported.
      revision: (revisionOf.get(item.item) ?? 0) + 1,
      changedBy: null,
      changedAt: at,
    })),
  )
}
