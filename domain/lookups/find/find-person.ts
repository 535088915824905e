import type { Transaction } from '#db/client.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { personByAddress, personByExternalId, readPerson } from '#domain/people/record/person-records.ts'
import { parseEmailAddress } from '#domain/people/rules/email-address.ts'
import { subjectOfRequest } from '#domain/requests/record/find-request.ts'
import { parseReference } from '#platform/ids.ts'
import { addLookup, type LookupKey } from '../record/lookup-rows.ts'

/**
 * Finds a person by a request's reference, the platform's id or the exact address, whichever was typed, and opens a look-up of this
 * member; null when there is none. The log records by what was searched and who was found, never what was typed. Throws `Denied`.
 */
export async function findPerson(ctx: Context, typed: string): Promise<string | null> {
  authorize(ctx.actor, 'people.find')
  return ctx.transaction(async (tx) => {
    const { foundBy, find } = searchOf(typed)
    const found = await find(tx, ctx)
    // Of a person who was erased, staff see nothing that a law keeps.
    const subjectId = found && (await readPerson(tx, ctx.services.keys, found)) ? found : null
    await append(tx, ctx.auditedAs, { action: 'person.search', subjectId, reason: foundBy })
    return subjectId ? addLookup(tx, ctx, { subjectId, foundBy }) : null
  })
}

type Search = { foundBy: LookupKey; find: (tx: Transaction, ctx: Context) => Promise<string | null> }

function searchOf(typed: string): Search {
  const reference = parseReference(typed)
  if (reference) return { foundBy: 'reference', find: (tx) => subjectOfRequest(tx, reference) }
  if (!typed.includes('@'))
    return { foundBy: 'platform-id', find: (tx) => personByExternalId(tx, typed.trim()) }
  return {
    foundBy: 'address',
    find: async (tx, { services }) => {
      const address = parseEmailAddress(typed)
      return address.ok ? personByAddress(tx, services.keys, address.address) : null
    },
  }
}
