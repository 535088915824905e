import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalJson } from '#platform/canonical-json.ts'
import { type LogRecord, recordBytes } from './log-entry.ts'

const text = fc.string({ unit: 'binary' })
const maybe = fc.option(text)
const record: fc.Arbitrary<LogRecord> = fc.record({
  requestId: maybe,
  auditId: text,
  at: text,
  actorKind: text,
  actorId: maybe,
  action: text,
  subjectId: maybe,
  resource: maybe,
  reason: maybe,
  fields: fc.array(text),
})

test('a record is canonical JSON, whatever is in it', () => {
  fc.assert(
    fc.property(record, (any) => {
      expect(recordBytes(any).toString('utf8')).toBe(canonicalJson(any))
    }),
    { numRuns: 2000 },
  )
})
