import { expect, test } from 'vitest'
import { noTitles } from './choice-title.ts'
import { itemFacts, simpleInWords, structureInWords } from './data-facts.ts'

const table = { source: 'platform', table: 'users' }

test.each([
  ['date', '2025-12-31', '31\u00a0December 2025'],
  ['moment', '2026-11-29T08:00:00Z', '29\u00a0November 2026, 13:00'],
  ['moment', '2026-11-29T08:00:00.125+00:00', '29\u00a0November 2026, 13:00'],
  ['date', '31.12.2025', '31.12.2025'],
  ['date', '12.11.2025', '12.11.2025'],
  ['date', '2025-13-45', '2025-13-45'],
  ['date', 'infinity', 'infinity'],
  ['date', '0044-03-15 BC', '0044-03-15 BC'],
  ['moment', 1700000000, '1700000000'],
  ['moment', 'yesterday', 'yesterday'],
])('a %s %j is %j in words', (kind, value, expected) => {
  expect(simpleInWords({ locale: 'en', titles: noTitles }, table, { kind, column: 'at' }, value)).toBe(
    expected,
  )
})

const titles = new Map([
  ['alumni-club', 'Alumni club'],
  ['communication/homework', 'Homework'],
])

test.each([
  ['purpose', 'alumni-club', 'Alumni club'],
  ['topic', 'homework', 'Homework'],
  ['purpose', 'analytics', 'Analytics'],
  ['topic', 'never-was', 'never-was'],
])('a code of the operator is shown by its title: %s %s', (column, code, title) => {
  const consents = { source: 'portal', table: 'consent_event' }
  expect(simpleInWords({ locale: 'en', titles }, consents, { kind: 'text', column }, code)).toBe(title)
})

test.each([
  ['alumni-club', 'Alumni club'],
  ['analytics', 'Analytics'],
])('records for the purpose %s are said to be for it by its title', (purpose, title) => {
  const item = { source: 'crm', purpose, basis: 'consent', erase: { how: 'delete' } } as const
  const stated = { period: null, keeping: null, recipients: null, countries: null }
  expect(itemFacts({ locale: 'en', titles }, item, stated)).toContainEqual({ term: 'Purpose', value: title })
})

test('a record of the audit log names purposes and topics by their titles', () => {
  const log = { source: 'portal', table: 'audit_event' }
  const fields = ['alumni-club', 'communication/homework/email']
  expect(structureInWords({ locale: 'en', titles }, log, { kind: 'json', column: 'fields' }, fields)).toEqual(
    {
      value: 'Alumni club; Homework, email',
    },
  )
})
