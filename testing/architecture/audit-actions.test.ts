import { expect, test } from 'vitest'
import { checkAuditActions } from './audit-actions.ts'
import { plant, project } from './project.ts'

test('every action of the list is appended by some code, and only through append', () => {
  expect(checkAuditActions(project)).toEqual([])
})

test('finds an action that no code appends', () => {
  const found = plant(checkAuditActions, {
    'domain/assurance/statistics/export-statistics.ts': '',
    'domain/fulfilment/changes/tell-recipient.ts': '',
  })
  expect(found).toEqual([
    ...['recipient.answer', 'recipient.leave', 'recipient.tell', 'statistics.export'].map(
      (action) => `${action}: no code appends it`,
    ),
  ])
})

test('finds a record that is written past append', () => {
  const path = 'domain/consent/choices/planted.ts'
  const text = "await tx.execute(sql`INSERT INTO audit_event (action) VALUES ('consent.forget')`)"
  expect(plant(checkAuditActions, { [path]: text })).toEqual([
    `${path}: inserts into audit_event without append`,
  ])
  const migration = 'db/migrations/9999_planted.sql'
  expect(plant(checkAuditActions, { [migration]: 'INSERT INTO "audit_event" DEFAULT VALUES' })).toEqual([
    `${migration}: inserts into audit_event without append`,
  ])
})
