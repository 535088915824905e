import type { Transaction } from '#db/client.ts'
import type { Context } from '#domain/access/context.ts'
import { readRepresentation } from '#domain/people/minors/represent.ts'
import type { RequestRow } from '../record/request-row.ts'

/** The representation by which a representative filed the request; null: nobody did for the person. The caller has authorized. */
export async function representationOf(
  tx: Transaction,
  ctx: Context,
  row: Pick<RequestRow, 'filedByKind' | 'filedById'>,
) {
  const representationId = row.filedByKind === 'representative' ? row.filedById : null
  if (!representationId) return null
  const found = await readRepresentation(tx, ctx, representationId)
  return found && { representationId, ...found }
}
