import { sql } from 'drizzle-orm'
import { toArrayLiteral } from '#db/arrays.ts'
import type { Transaction } from '#db/client.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { readPeopleIds } from '#domain/people/record/count-people.ts'
import { purposesChangedIn } from '#domain/policy/versions/read-policy.ts'
import { readFact, setFact } from '#platform/installation-facts.ts'
import { type StateCount, type StateCounts, stateCountsSchema } from '../rules/state-counts.ts'

/** In `installation_fact`: numbers only, so that a page about a million people reads one row. */
const statesFact = 'consent-states'
const peopleAtOnce = 2000

/** Counts the choices of all people of the platform as they stand now, and keeps the numbers. For an hourly schedule. */
// no audit record: it counts, and changes nothing that a person has
export async function countConsentStates(ctx: Context): Promise<StateCounts> {
  authorize(ctx.actor, 'consent-states.count')
  return ctx.transaction(async (tx) => {
    const now = ctx.clock.now()
    const changedIn = JSON.stringify(Object.fromEntries(await purposesChangedIn(tx)))
    const counts = new Map<string, StateCount>()
    let people = 0
    for await (const subjectIds of readPeopleIds(tx, peopleAtOnce)) {
      people += subjectIds.length
      for (const row of await countPage(tx, { subjectIds, now, changedIn })) {
        const { people: more, ...key } = row
        const name = JSON.stringify(key)
        counts.set(name, { ...key, people: (counts.get(name)?.people ?? 0) + more })
      }
    }
    const found = { countedAt: now.toISOString(), people, counts: [...counts.values()] }
    await setFact({ db: tx }, statesFact, found)
    return found
  })
}

type Page = { subjectIds: readonly string[]; now: Date; changedIn: string }

/** As `readChoices` answers: a grant past its term, or given before its purpose changed, is off whether or not its end is recorded. */
const countPage = (tx: Transaction, { subjectIds, now, changedIn }: Page) =>
  tx.execute<StateCount>(sql`
    SELECT s.purpose, s.topic, s.channel,
        CASE WHEN s.decision = 'withdrawn' THEN CASE WHEN e.origin IN ('policy', 'term') THEN e.origin ELSE 'off' END
          WHEN s.policy_version < coalesce((${changedIn}::text::jsonb ->> s.purpose)::int, 0) THEN 'policy'
          WHEN s.expires_at <= ${now.toISOString()}::timestamptz THEN 'term'
          ELSE 'on' END AS state,
        e.policy_version AS "policyVersion", e.text_version AS "textVersion", e.locale, count(*)::int AS people
      FROM consent_state s JOIN consent_event e ON e.subject_id = s.subject_id AND e.seq = s.seq
      WHERE s.subject_id = ANY(${toArrayLiteral(subjectIds)}::uuid[])
      GROUP BY 1, 2, 3, 4, 5, 6, 7`)

/** The latest count; null before the first. The caller has authorized. */
export async function readStateCounts(tx: Transaction): Promise<StateCounts | null> {
  return stateCountsSchema.optional().parse(await readFact({ db: tx }, statesFact)) ?? null
}
