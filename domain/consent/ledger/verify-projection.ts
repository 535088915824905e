import { sql } from 'drizzle-orm'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'

/** A page takes about a tenth of a second. */
const peopleAtOnce = 1000

type Page = { people: number; last: string | null; different: string[] | null }

/**
 * Folds the events of every subject and compares the result with the projection, page by page. Each page is one
 * statement, so that a concurrent choice is no difference. Returns the ids of subjects that differ.
 */
export async function verifyProjection(ctx: Context): Promise<{ people: number; different: string[] }> {
  authorize(ctx.actor, 'history.read')
  let people = 0
  const different: string[] = []
  for (let after: string | null = '00000000-0000-0000-0000-000000000000'; after !== null; ) {
    const page = await verifyPage(ctx, after)
    people += page.people
    different.push(...(page.different ?? []))
    after = page.last
  }
  return { people, different }
}

/** Numbers of events have no gap, and the last event on each choice is its state. */
async function verifyPage(ctx: Context, after: string): Promise<Page> {
  const [page] = await ctx.transaction((tx) =>
    tx.execute<Page>(sql`
      WITH page AS MATERIALIZED (
        SELECT h.subject_id, h.last_seq FROM consent_head h WHERE h.subject_id > ${after}::uuid
          ORDER BY h.subject_id LIMIT ${peopleAtOnce}
      ), checked AS MATERIALIZED (
        SELECT p.subject_id, p.last_seq = events.last AND events.amount = events.last
            AND events.folded IS NOT DISTINCT FROM states.held AS same
          FROM page p
          CROSS JOIN LATERAL (
            SELECT coalesce(max(f.last), 0) AS last, coalesce(max(f.amount), 0) AS amount,
                array_agg(concat_ws('/', f.purpose, f.topic, f.channel, f.decision, f.seq)
                  ORDER BY f.purpose, f.topic, f.channel) AS folded
              FROM (SELECT DISTINCT ON (e.purpose, e.topic, e.channel) e.purpose, e.topic, e.channel, e.decision, e.seq,
                    max(e.seq) OVER () AS last, count(*) OVER () AS amount
                  FROM consent_event e WHERE e.subject_id = p.subject_id
                  ORDER BY e.purpose, e.topic, e.channel, e.seq DESC) f) events
          CROSS JOIN LATERAL (
            SELECT array_agg(concat_ws('/', s.purpose, s.topic, s.channel, s.decision, s.seq)
                ORDER BY s.purpose, s.topic, s.channel) AS held
              FROM consent_state s WHERE s.subject_id = p.subject_id) states
      )
      SELECT count(*)::int AS people, (SELECT subject_id FROM page ORDER BY subject_id DESC LIMIT 1) AS last,
        json_agg(subject_id) FILTER (WHERE NOT same) AS different
      FROM checked`),
  )
  if (!page) throw new Error('the comparison answered nothing')
  return page
}
