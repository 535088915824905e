import { asc, eq, inArray } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { incident, incidentStep } from '#db/schema/incidents.ts'
import { readSubjectCiphers, type SubjectCipher } from '#domain/people/record/subject-fields.ts'
import type { MasterKeys } from '#platform/crypto/master-keys.ts'
import {
  type IncidentFacts,
  incidentFactsSchema,
  type NoticeTexts,
  noticeTextsSchema,
} from '../rules/incident-schemas.ts'
import { type Ladder, ladderOf } from '../rules/ladder.ts'

export type IncidentRow = typeof incident.$inferSelect
export type StepRow = typeof incidentStep.$inferSelect

export const incidentResource = (incidentId: string) => `incident:${incidentId}`

/** Where the text of a step is stored. */
export const stepPlace = ({ incidentId, seq }: Pick<StepRow, 'incidentId' | 'seq'>) => ({
  table: 'incident_step',
  column: 'text_sealed',
  row: `${incidentId}/${seq}`,
})

export type OpenedIncident = {
  row: IncidentRow
  steps: StepRow[]
  ladder: Ladder
  cipher: SubjectCipher
  facts: IncidentFacts
  /** What notices say; null until it was written. */
  notice: NoticeTexts | null
}

/** `lock`: to the end of the transaction, so that of two writers the second sees the first. */
export async function findIncident(
  tx: Transaction,
  keys: MasterKeys,
  reference: string,
  { lock = false }: { lock?: boolean } = {},
): Promise<OpenedIncident | null> {
  const query = tx.select().from(incident).where(eq(incident.reference, reference))
  const [row] = await (lock ? query.for('update') : query)
  return row ? openIncidentRow(tx, keys, row) : null
}

/** The incident with its texts. Throws `FieldUndecryptable`. */
export async function openIncidentRow(
  tx: Transaction,
  keys: MasterKeys,
  row: IncidentRow,
): Promise<OpenedIncident> {
  const [opened] = await openIncidentRows(tx, keys, [row])
  if (!opened) throw new Error(`incident ${row.incidentId} is not opened`)
  return opened
}

/** Incidents with their texts, in the order given. Throws `FieldUndecryptable`. */
export async function openIncidentRows(
  tx: Transaction,
  keys: MasterKeys,
  rows: readonly IncidentRow[],
): Promise<OpenedIncident[]> {
  if (rows.length === 0) return []
  const ids = rows.map(({ incidentId }) => incidentId)
  const found = await tx
    .select()
    .from(incidentStep)
    .where(inArray(incidentStep.incidentId, ids))
    .orderBy(asc(incidentStep.seq))
  const steps = Map.groupBy(found, ({ incidentId }) => incidentId)
  const ciphers = await readSubjectCiphers(tx, keys, ids)
  return rows.map((row) => openedOf(row, steps.get(row.incidentId) ?? [], ciphers.get(row.incidentId)))
}

function openedOf(row: IncidentRow, steps: StepRow[], cipher: SubjectCipher | undefined): OpenedIncident {
  if (!cipher) throw new Error(`incident ${row.incidentId} has no key`)
  const newest = (names: readonly StepRow['step'][]) => {
    const step = steps.findLast((one) => names.includes(one.step))
    return step ? textOf(cipher, step) : null
  }
  const notice = newest(['write-notice'])
  return {
    row,
    steps,
    ladder: ladderOf(steps),
    cipher,
    facts: incidentFactsSchema.parse(newest(['open', 'amend'])),
    notice: notice === null ? null : noticeTextsSchema.parse(notice),
  }
}

/** What was entered with a step. */
export const textOf = (cipher: SubjectCipher, step: StepRow): unknown =>
  step.textSealed === null ? null : JSON.parse(cipher.decrypt(stepPlace(step), step.textSealed))
