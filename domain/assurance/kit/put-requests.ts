import type { Context } from '#domain/access/context.ts'
import { type FoundRecord, recordsAbout, type Span } from '#domain/audit/excerpt/read-entries.ts'
import { resourceOf } from '#domain/requests/record/find-request.ts'
import { readRequestsBetween, start } from '#domain/requests/view/read-requests-between.ts'
import type { AddFile } from '#platform/archives/write-archive.ts'
import { canonicalJson } from '#platform/canonical-json.ts'
import { jsonLines } from './json-lines.ts'

const PAGE = 500
const deadlineMs = 120_000

/** The steps by which a request is decided or answered. */
const decisions = ['decide', 'approve', 'fulfil', 'refuse', 'refuse-unverified', 'answer-question'].map(
  (step) => `request.${step}`,
)

export type CitedBy = { span: Span; size: number; cited: Set<number> }

/**
 * Requests of the period with their steps. Adds to `cited` the leaves of records that are outside of the period. Returns the
 * leaf of the last decision on each request, by its reference.
 */
// no permission: `writeKit` is called by what has authorized
// no audit record: what makes a kit writes it
export async function putRequests(
  reader: Context,
  put: AddFile,
  { span, size, cited }: CitedBy,
): Promise<{ count: number; decisions: Map<string, number> }> {
  const file = jsonLines(put, 'requests/requests')
  const decided = new Map<string, number>()
  let count = 0
  for (let after: typeof start | null = start; after; ) {
    const place = after
    const page = await reader.transaction(
      async (tx) => {
        const { requests, next } = await readRequestsBetween(tx, span, { after: place, most: PAGE })
        const resources = requests.map(({ request }) => resourceOf(request))
        return { requests, next, records: await recordsAbout(tx, resources) }
      },
      { deadlineMs },
    )
    const byResource = Map.groupBy(page.records.filter(isSealed(size)), ({ resource }) => resource)
    for (const request of page.requests) {
      const records = byResource.get(resourceOf(request.request)) ?? []
      const steps = new Set(request.steps.map(({ step }) => `request.${step}`))
      for (const record of records)
        if (steps.has(record.action) && !isWithin(span, record)) cited.add(record.leafIndex)
      const last = records.findLast(({ action }) => decisions.includes(action))
      if (last) decided.set(request.reference, last.leafIndex)
      await file.push(canonicalJson(request))
      count += 1
    }
    after = page.next
  }
  await file.end()
  return { count, decisions: decided }
}

export const isSealed =
  (size: number) =>
  ({ leafIndex }: FoundRecord) =>
    leafIndex < size

export const isWithin = ({ from, before }: Span, { at }: FoundRecord) => at >= from && at < before
