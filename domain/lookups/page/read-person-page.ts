import type { Transaction } from '#db/client.ts'
import { asSystem, type Context } from '#domain/access/context.ts'
import { authorize, isAllowed } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import {
  type ConsentState,
  type HistoryEntry,
  readChoices,
  readHistory,
} from '#domain/consent/ledger/read-choices.ts'
import { type Objection, objectionsOf } from '#domain/consent/objections/objections.ts'
import { type Restriction, restrictionsOf } from '#domain/consent/restrictions/restrict-processing.ts'
import { type ChangeView, readSubjectChanges } from '#domain/fulfilment/changes/read-changes.ts'
import {
  copiesOfSubject,
  erasuresOfSubject,
  type SubjectCopy,
  type SubjectErasure,
} from '#domain/fulfilment/erase/erasures-of-subject.ts'
import { incidentsOfSubject, type SubjectIncident } from '#domain/incidents/affected/incidents-of-subject.ts'
import { type SubjectMail, undeliveredOfSubject } from '#domain/integrations/mail/undelivered-of-subject.ts'
import { deliveriesOfSubject, type SubjectDelivery } from '#domain/integrations/webhooks/list-deliveries.ts'
import { type RepresentationFacts, representationsOf } from '#domain/people/minors/representations-of.ts'
import { type PersonRecord, readPerson } from '#domain/people/record/person-records.ts'
import { listSessions, type OpenSession } from '#domain/people/sign-in/list-sessions.ts'
import { type AccountFacts, readAccount } from '#domain/people/subjects/read-account.ts'
import { maskedContact, openContact } from '#domain/requests/queue/mask-contact.ts'
import { requestsOfSubject, type SubjectRequest } from '#domain/requests/queue/requests-of-subject.ts'
import type { ContactView } from '#domain/requests/queue/staff-request-views.ts'
import type { Disclosure } from '#domain/requests/record/request-views.ts'
import { disclosuresOf } from '#domain/requests/view/read-disclosures.ts'
import { findLookup, type LookupKey } from '../record/lookup-rows.ts'

/** Everything that the portal has about one person, from every noun. */
export type PersonRecordView = {
  account: AccountFacts
  sessions: OpenSession[]
  representatives: (RepresentationFacts & { contact: ContactView | null })[]
  /** The other side: representations in which the person acts. Nothing of the minors. */
  represents: RepresentationFacts[]
  invitedAt: Date | null
  choices: ConsentState[]
  history: { items: HistoryEntry[]; next: number | null }
  restrictions: Restriction[]
  objections: Objection[]
  requests: SubjectRequest[]
  erasures: SubjectErasure[]
  copies: SubjectCopy[]
  changes: ChangeView[]
  deliveries: SubjectDelivery[]
  undelivered: SubjectMail[]
  /** Who of the staff opened what of the person, as the person sees it. */
  disclosures: Disclosure[]
  /** Null for a member who may not read incidents. */
  incidents: SubjectIncident[] | null
}

export type PersonPage = {
  lookupId: string
  foundBy: LookupKey
  expiresAt: Date
  contact: ContactView
  source: PersonRecord['source']
  locale: PersonRecord['locale']
  /** Null while the record is masked, and so is everything else. */
  platformId: string | null
  record: PersonRecordView | null
}

/**
 * The person of a look-up: with masked contacts until the member has said why, then everything on one page. Each reading is
 * audited; one of the open record is shown to the person. Null for a look-up that is not this member's or has ended, and for a person
 * who was erased since. Throws `Denied`.
 */
export async function readPersonPage(
  ctx: Context,
  { lookupId, before }: { lookupId: string; before?: number | undefined },
): Promise<PersonPage | null> {
  authorize(ctx.actor, 'people.find')
  const found = await ctx.transaction(async (tx) => {
    const lookup = await findLookup(tx, ctx, lookupId)
    const person = lookup && (await readPerson(tx, ctx.services.keys, lookup.subjectId))
    if (!lookup || !person) return null
    const { subjectId, revealedUntil } = lookup
    const until = revealedUntil && revealedUntil > ctx.clock.now() ? revealedUntil : null
    const opened = until && isAllowed(ctx.actor, 'people.read') ? until : null
    await append(tx, ctx.auditedAs, {
      action: opened ? 'person.read' : 'person.open',
      subjectId,
      ...(opened && lookup.reason && { reason: lookup.reason }),
    })
    return { lookup, person, opened, rows: opened ? await ownRows(tx, ctx, subjectId) : null }
  })
  if (!found) return null
  const { lookup, person, opened, rows } = found
  const { foundBy, expiresAt, subjectId } = lookup
  const { source, locale } = person
  return {
    lookupId,
    foundBy,
    expiresAt,
    source,
    locale,
    contact: opened ? openContact(person, opened) : maskedContact(person),
    platformId: opened ? person.externalId : null,
    record: rows && { ...rows, ...(await otherParts(ctx, subjectId, before)) },
  }
}

/** What is read in one transaction, of a member who may read everybody's. */
async function ownRows(tx: Transaction, ctx: Context, subjectId: string) {
  const account = await readAccount(tx, ctx, subjectId)
  if (!account) throw new Error('a person who was found has no account')
  const { by, of, invitedAt } = await representationsOf(tx, ctx, subjectId)
  return {
    account,
    sessions: await listSessions(tx, ctx, subjectId),
    // The representative is another person: their contacts stay masked.
    representatives: by.map(({ representative, ...one }) => ({
      ...one,
      contact: representative && maskedContact(representative),
    })),
    represents: of,
    invitedAt,
    restrictions: await restrictionsOf(tx, subjectId),
    objections: await objectionsOf(tx, subjectId),
    requests: await requestsOfSubject(tx, ctx, subjectId),
    erasures: await erasuresOfSubject(tx, subjectId),
    copies: await copiesOfSubject(tx, subjectId),
    deliveries: await deliveriesOfSubject(tx, subjectId),
    undelivered: await undeliveredOfSubject(tx, subjectId),
    incidents: isAllowed(ctx.actor, 'incidents.read') ? await incidentsOfSubject(tx, subjectId) : null,
  }
}

/** What other use cases read: choices and their history as the portal, since they belong to the person. */
async function otherParts(ctx: Context, subjectId: string, before: number | undefined) {
  const system = asSystem(ctx, 'person-page')
  return {
    choices: await readChoices(system, subjectId),
    history: await readHistory(system, subjectId, { size: 20, ...(before !== undefined && { before }) }),
    changes: await readSubjectChanges(ctx, subjectId),
    disclosures: await disclosuresOf(ctx, subjectId),
  }
}
