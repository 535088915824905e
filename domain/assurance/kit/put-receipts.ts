import type { Context } from '#domain/access/context.ts'
import { type FoundRecord, recordsOnPeople } from '#domain/audit/excerpt/read-entries.ts'
import { receiptsBetween } from '#domain/consent/receipts/export-receipts.ts'
import type { AddFile } from '#platform/archives/write-archive.ts'
import { canonicalJson } from '#platform/canonical-json.ts'
import { jsonLines } from './json-lines.ts'
import { type CitedBy, isSealed, isWithin } from './put-requests.ts'

const deadlineMs = 120_000
const actions = ['consent.grant', 'consent.withdraw', 'consent.change']

/**
 * The receipt of each event of the period, as it is published, and which record of the log it is of: `leaf` is null while that is not
 * sealed. Adds to `cited` the leaves of records that are outside of the period. Returns how many.
 */
// no permission: `writeKit` is called by what has authorized
// no audit record: what makes a kit writes it
export async function putReceipts(
  reader: Context,
  put: AddFile,
  { span, size, cited }: CitedBy,
): Promise<number> {
  const list = jsonLines(put, 'receipts/records')
  let count = 0
  for await (const page of receiptsBetween(reader, span)) {
    const people = [...new Set(page.map(({ subjectId }) => subjectId))]
    const records = await reader.transaction((tx) => recordsOnPeople(tx, people, actions), { deadlineMs })
    const byPerson = Map.groupBy(records.filter(isSealed(size)), ({ subjectId }) => subjectId)
    for (const { subjectId, seq, facts, receipt } of page) {
      const record = (byPerson.get(subjectId) ?? []).find((one) => covers(one, seq))
      if (record && !isWithin(span, record)) cited.add(record.leafIndex)
      const { eventId } = facts
      await put(`receipts/${eventId}.jsonld`, Buffer.from(`${canonicalJson(receipt)}\n`, 'utf8'))
      await list.push(
        canonicalJson({ receipt: eventId, leaf: record?.leafIndex ?? null, action: record?.action ?? null }),
      )
      count += 1
    }
  }
  await list.end()
  return count
}

/** Whether a record is about an event of the person's ledger: it names a span of them. */
function covers({ resource }: FoundRecord, seq: number): boolean {
  const [, first, last] = /^consent_event:(\d+)-(\d+)$/.exec(resource ?? '') ?? []
  return Number(first) <= seq && seq <= Number(last)
}
