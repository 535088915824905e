import { sql } from 'drizzle-orm'
import type { Context } from '#domain/access/context.ts'
import { verificationSecrets } from '#domain/access/email-verification.ts'
import { declareMinor } from '#domain/consent/representatives/declare-minor.ts'
import { proveRepresentative } from '#domain/people/minors/prove-representative.ts'
import { representativeContext } from '#domain/people/minors/represent.ts'
import { acceptRepresentationSchema, nameRepresentativeSchema } from '#domain/people/rules/person-schemas.ts'
import { newId } from '#platform/ids.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { addDays, type LocalDate } from '#platform/time/local-date.ts'
import type { TestPortal } from './people.ts'
import { jobsOf } from './requests.ts'

/** The link of the latest message to the representative of this person. */
export async function linkOfInvitation(portal: TestPortal, subjectId: string): Promise<string> {
  const jobs = await jobsOf(portal, 'send-representative-invitation')
  for (const { payload } of jobs.toReversed()) {
    const verificationId = String(payload.verificationId)
    const [row] = await portal.database.owner.db.execute<{ id: string }>(
      sql`SELECT account_id AS id FROM verification WHERE verification_id = ${verificationId}`,
    )
    if (row?.id === subjectId) return verificationSecrets(portal.services.keys, verificationId).linkToken
  }
  throw new Error('nobody was invited')
}

/** The birthday of somebody of 12 (`under-14`) or of 16. */
export const birthdayOf = (portal: TestPortal, band: 'under-14' | '14-17') =>
  addDays(almatyDate(portal.services.clock.now()), -(band === 'under-14' ? 12 : 16) * 366)

/** The birthday of somebody who turns 18 in so many days. */
export function birthdayOfAdultIn(portal: TestPortal, days: number): LocalDate {
  const adultOn = addDays(almatyDate(portal.services.clock.now()), days)
  return `${Number(adultOn.slice(0, 4)) - 18}${adultOn.slice(4)}`
}

/** A parent who proved their address and represents this person, born on the day. */
export async function addParent(
  portal: TestPortal,
  child: { subjectId: string; ctx: Context },
  bornOn: string,
) {
  const email = `parent-${newId()}@example.kz`
  const named = await declareMinor(
    child.ctx,
    child.subjectId,
    nameRepresentativeSchema.parse({ bornOn, email }),
  )
  if (named.status !== 'named') throw new Error(named.code)
  const token = await linkOfInvitation(portal, child.subjectId)
  const answer = { token, fullName: 'Ата Ана', capacity: 'parent', confirmed: 'yes' }
  const proof = await proveRepresentative(portal.visitor, acceptRepresentationSchema.parse(answer))
  if (proof.status !== 'proved') throw new Error(proof.code)
  const { representationId } = proof
  const [row] = await portal.database.owner.db.execute<{ id: string }>(
    sql`SELECT subject_id AS id FROM representative_of WHERE representation_id = ${representationId}`,
  )
  const subjectId = row?.id ?? ''
  const ctx = portal.subject(subjectId)
  /** A new context each time, as a page makes one for each request. */
  const acting = async () => {
    const found = await representativeContext(ctx, subjectId, representationId)
    if (!found) throw new Error('nobody is represented')
    return found
  }
  return { subjectId, ctx, email, representationId, acting }
}
