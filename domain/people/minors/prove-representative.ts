import { and, eq, gt } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import {
  minor,
  representation,
  representativeInvitation,
  representativeOf,
  subject,
} from '#db/schema/people.ts'
import { asSystem, type Context, recordedAs } from '#domain/access/context.ts'
import {
  consumeVerification,
  type EmailVerification,
  findByLink,
  verificationState,
} from '#domain/access/email-verification.ts'
import { type DeadLink, deadLink, type TooOften } from '#domain/access/limits.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { newId } from '#platform/ids.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import {
  addVisitor,
  lockPerson,
  newKey,
  type PersonRecord,
  personByAddress,
  readPerson,
} from '../record/person-records.ts'
import { encryptFields, readSubjectCipher } from '../record/subject-fields.ts'
import { type AgeBand, ageBand } from '../rules/minor-age.ts'
import type { AcceptRepresentationInput } from '../rules/person-schemas.ts'
import { endReplacedSession, openSession } from '../sign-in/sessions.ts'
import { invitedEmailPlace } from './read-minors.ts'

export type RepresentativeLink =
  | {
      state: 'open'
      minorName: string | null
      band: Exclude<AgeBand, 'adult'>
      /** The name of the account that has the mailbox; null: it is asked for. A learner's is not shown. */
      fullName: string | null
    }
  | { state: 'used' | 'expired' | 'unknown' }

/** What the page of a representative's link shows before the POST. Reads only. */
export async function readRepresentativeLink(ctx: Context, token: string): Promise<RepresentativeLink> {
  authorize(ctx.actor, 'representatives.prove')
  if (!ctx.services.env.guardians) return { state: 'unknown' }
  return asSystem(ctx, 'minors').transaction(async (tx) => {
    const link = await findByLink(tx, ['representative'], token)
    if (!link) return { state: 'unknown' }
    const state = verificationState(link, ctx.clock.now())
    if (state !== 'open') return { state }
    const invited = await invitedBy(tx, ctx, link)
    if (!invited) return { state: 'expired' }
    const holder = await holderOf(tx, ctx, invited.email)
    const { minorName, band } = invited
    return {
      state: 'open',
      minorName,
      band,
      fullName: holder?.externalId ? null : (holder?.fullName ?? null),
    }
  })
}

export type RepresentativeProved = {
  status: 'proved'
  representationId: string
  /** The new representative is signed in: the value of `sessionCookie`. Null: the account existed before, and its holder signs in as usual. */
  session: { token: string; expiresAt: Date } | null
}

export type ProveRepresentativeResult =
  | RepresentativeProved
  | { status: 'refused'; code: 'also-a-minor' | 'learners-address' | 'wrong-capacity' | 'no-name' }
  | DeadLink
  | TooOften

/**
 * The holder of the mailbox says in what capacity they act for the minor. Who is new becomes a subject of their own, signed in
 * by this link; later, and who has an account already, they sign in by a new link or code as everybody does. A mailbox of a learner is refused here and not where
 * it is named: only its holder may know whose it is. Only from a POST.
 */
export async function proveRepresentative(
  ctx: Context,
  input: AcceptRepresentationInput,
  options: { previousSession?: string | undefined } = {},
): Promise<ProveRepresentativeResult> {
  authorize(ctx.actor, 'representatives.prove')
  if (!ctx.services.env.guardians) return deadLink(ctx)
  const result = await asSystem(ctx, 'minors').transaction((tx) => accept(tx, ctx, input, options))
  return result ?? deadLink(ctx)
}

async function accept(
  tx: Transaction,
  ctx: Context,
  { token, fullName, capacity }: AcceptRepresentationInput,
  { previousSession }: { previousSession?: string | undefined },
): Promise<ProveRepresentativeResult | null> {
  const now = ctx.clock.now()
  const link = await findByLink(tx, ['representative'], token)
  const subjectId = link?.accountId
  if (!link || !subjectId || !(await lockPerson(tx, subjectId))) return null
  const invited = await invitedBy(tx, ctx, link)
  if (!invited || verificationState(link, now) !== 'open') return null
  // A guardian acts for a ward under 14, a trustee beside one of 14 to 17 (Civil Code).
  if (capacity === (invited.band === 'under-14' ? 'trustee' : 'guardian'))
    return { status: 'refused', code: 'wrong-capacity' }
  const holder = await holderOf(tx, ctx, invited.email)
  if (holder && (await isMinor(tx, holder.subjectId, ctx))) return { status: 'refused', code: 'also-a-minor' }
  // In a shared mailbox nobody can tell the parent from the child who studies with it.
  if (holder?.externalId) return { status: 'refused', code: 'learners-address' }
  const name = holder?.fullName ?? fullName
  if (!name) return { status: 'refused', code: 'no-name' }
  if (!(await consumeVerification(tx, link, now))) return null
  const representativeId =
    holder?.subjectId ?? (await addRepresentative(tx, ctx, { email: invited.email, fullName: name }))
  if (holder && !holder.fullName) await writeName(tx, ctx, holder, name)
  const representationId = newId()
  await tx.insert(representation).values({ subjectId, representationId, capacity, verifiedAt: now })
  await tx.insert(representativeOf).values({ subjectId: representativeId, representationId, createdAt: now })
  await tx.delete(representativeInvitation).where(eq(representativeInvitation.subjectId, subjectId))
  const isSignedIn = ctx.actor.kind === 'subject' && ctx.actor.subjectId === representativeId
  if (previousSession && !isSignedIn) await endReplacedSession(tx, ctx, previousSession)
  // The link works for a week, far longer than one that signs in: it opens only an account that is new.
  const session = holder ? null : await openSession(tx, representativeId, 'link', now)
  const by = recordedAs(ctx, { kind: 'subject', id: representativeId })
  const resource = `representation:${representationId}`
  await append(
    tx,
    by,
    { action: 'representative.confirm', subjectId, resource, reason: capacity },
    ...(session
      ? [{ action: 'sign-in.succeed', subjectId: representativeId, resource, reason: 'link' } as const]
      : []),
  )
  await enqueue(tx, 'send-representative-mail', { representationId, about: 'confirmed', to: 'minor' })
  return { status: 'proved', representationId, session }
}

/** The minor of a link, and the address that it was sent to. Null: the invitation was withdrawn or has ended. */
async function invitedBy(tx: Transaction, ctx: Context, { accountId, resourceId }: EmailVerification) {
  const { keys } = ctx.services
  if (!accountId || !resourceId) return null
  const [found] = await tx
    .select({ emailSealed: representativeInvitation.emailSealed, adultOn: minor.adultOn })
    .from(representativeInvitation)
    .innerJoin(minor, eq(minor.subjectId, representativeInvitation.subjectId))
    .where(
      and(
        eq(representativeInvitation.subjectId, accountId),
        eq(representativeInvitation.invitationId, resourceId),
      ),
    )
  const band = found ? ageBand(found.adultOn, almatyDate(ctx.clock.now())) : 'adult'
  if (!found || band === 'adult') return null
  const cipher = await readSubjectCipher(tx, keys, accountId)
  const email = cipher.decrypt(invitedEmailPlace(resourceId), found.emailSealed)
  const person = await readPerson(tx, keys, accountId)
  return { email, band, minorName: person?.fullName ?? null }
}

async function holderOf(tx: Transaction, ctx: Context, email: string) {
  const { keys } = ctx.services
  const subjectId = await personByAddress(tx, keys, email)
  return subjectId === null ? null : readPerson(tx, keys, subjectId)
}

async function isMinor(tx: Transaction, subjectId: string, ctx: Context): Promise<boolean> {
  const [row] = await tx
    .select({ adultOn: minor.adultOn })
    .from(minor)
    .where(and(eq(minor.subjectId, subjectId), gt(minor.adultOn, almatyDate(ctx.clock.now()))))
  return row !== undefined
}

/** The name of an account that has none yet. A name that is known is changed in the profile by its holder alone. */
async function writeName(tx: Transaction, ctx: Context, holder: PersonRecord, fullName: string) {
  const { subjectId, cipher } = holder
  if (!cipher) return
  await tx
    .update(subject)
    .set({ ...encryptFields(ctx.services.keys, cipher, subjectId, { fullName }), updatedAt: ctx.clock.now() })
    .where(eq(subject.subjectId, subjectId))
  const by = recordedAs(ctx, { kind: 'subject', id: subjectId })
  await append(tx, by, { action: 'profile.change', subjectId, fields: ['fullName'] })
}

async function addRepresentative(tx: Transaction, ctx: Context, given: { email: string; fullName: string }) {
  const { subjectId, cipher } = await newKey(tx, ctx.services)
  const by = asSystem(ctx, 'minors')
  if (!(await addVisitor(tx, by, { ...given, subjectId, cipher, locale: ctx.locale })))
    throw new Error('the address was given to another subject meanwhile')
  return subjectId
}
