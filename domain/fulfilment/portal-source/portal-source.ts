import { sql } from 'drizzle-orm'
import { asSystem, type Context } from '#domain/access/context.ts'
import { countGrantsAgainst, isObjecting } from '#domain/consent/objections/objections.ts'
import { restrictionsOf } from '#domain/consent/restrictions/restrict-processing.ts'
import { readPerson } from '#domain/people/record/person-records.ts'
import { findSubjectCipher } from '#domain/people/record/subject-fields.ts'
import { correctProfile } from '#domain/people/subjects/correct-profile.ts'
import { portalItems } from '../map/portal-items.ts'
import { failureOfCheck, outcomeOfError } from '../rows/outcome-of-error.ts'
import { ofPerson } from '../rows/person-rows.ts'
import { collectRows, countItem, eraseItem, inOrderOf, type PersonRows } from '../rows/rows-source.ts'
import type { DataSource, ItemOutcome, SourceSubject } from '../rules/source.ts'

/** The portal's own tables. Encrypted columns are decrypted; with the person's key destroyed they are empty. */
// no permission: the use cases that collect, change or erase have authorized
// no audit record: the use cases that change or erase write it
export function portalSource(ctx: Context): DataSource {
  // Row-level security hides from a person what staff wrote about them; it is their data all the same.
  const system = asSystem(ctx, 'portal-source')
  const rowsOf = ({ subjectId }: SourceSubject): PersonRows => ({
    where: (item) => ofPerson(portalItems, item, { id: subjectId, type: 'uuid' }),
    read: (work) => system.transaction(work),
    decrypter: async (tx) => {
      const cipher = await findSubjectCipher(tx, ctx.services.keys, subjectId)
      return cipher && ((place, bytes) => cipher.decryptBytes(place, bytes))
    },
    async deleteSome(tx, { table }, limit) {
      const now = ctx.clock.now().toISOString()
      const [done] = await tx.execute<{ n: number }>(
        sql`SELECT delete_kept_rows(${table}, ${subjectId}::uuid, ${now}::timestamptz, ${limit}) AS n`,
      )
      return done?.n ?? 0
    },
  })

  return {
    name: 'portal',
    kind: 'portal',
    items: portalItems,
    async check() {
      try {
        await system.transaction((tx) => tx.execute(sql`SELECT 1`))
        return null
      } catch (error) {
        return failureOfCheck(error)
      }
    },
    collect: (subject, selection, signal) => collectRows(portalItems, rowsOf(subject), selection, signal),
    async count(subject, item, signal) {
      signal.throwIfAborted()
      return countItem(item, rowsOf(subject))
    },
    // The decision of a request restricts the portal itself, in its own transaction: what is left to do is to look.
    async restrict({ subjectId }, restricted) {
      try {
        const restrictions = await system.transaction((tx) => restrictionsOf(tx, subjectId))
        const isRestricted = restrictions.some(({ liftedAt }) => liftedAt === null)
        return { status: 'done', matched: 1, changed: 0, left: isRestricted === restricted ? 0 : 1 }
      } catch (error) {
        return outcomeOfError(error)
      }
    },
    // The decision withdrew the consents in its own transaction, and a new grant ends the objection.
    async object({ subjectId }, objected) {
      try {
        const left = await system.transaction(async (tx) =>
          objected ? countGrantsAgainst(tx, subjectId) : Number(await isObjecting(tx, subjectId)),
        )
        return { status: 'done', matched: 1, changed: 0, left }
      } catch (error) {
        return outcomeOfError(error)
      }
    },
    async correct({ subjectId }, { item, column, from, to }) {
      const field = item.fields.find((one) => one.column === column)
      if (item.id !== 'portal.subject' || !field?.correctable || !field.profile)
        return { status: 'failed', failure: { code: 'not-supported' } }
      try {
        const { changed } = await correctProfile(system, { subjectId, field: field.profile, from, to })
        const now = await system.transaction((tx) => readPerson(tx, ctx.services.keys, subjectId))
        const isThere = now?.cipher != null
        const left = isThere && now[field.profile] !== to ? 1 : 0
        return { status: 'done', matched: isThere ? 1 : 0, changed: changed ? 1 : 0, left }
      } catch (error) {
        return outcomeOfError(error)
      }
    },
    async erase(subject, wanted, signal) {
      const outcomes: ItemOutcome[] = []
      for (const item of inOrderOf(portalItems, wanted)) {
        const outcome = await eraseItem(item, rowsOf(subject), (work) => system.transaction(work), signal)
        outcomes.push({ item, outcome })
      }
      return outcomes
    },
  }
}
