import type { MapItem } from '../rules/data-map.ts'
import { consentTables } from './consent-tables.ts'
import { fulfilmentTables } from './fulfilment-tables.ts'
import {
  days,
  delivery,
  field,
  moments,
  numbers,
  type OwnTable,
  others,
  security,
  text,
  withAccount,
} from './own-table.ts'
import { requestTables } from './request-tables.ts'
import { subjectTables } from './subject-tables.ts'

/** Every table of the portal's database that names a data subject, by its name. A test compares them with the catalogue. */
const tables: Record<string, OwnTable> = {
  ...subjectTables,
  ...consentTables,
  ...requestTables,
  ...fulfilmentTables,
  incident_person: {
    ...security,
    retention: days(1096, 'listed_at'),
    order: ['incident_id'],
    fields: moments('listed_at'),
    internal: ['incident_id'],
  },
  person_lookup: {
    ...security,
    retention: days(0, 'expires_at'),
    order: ['lookup_id'],
    fields: [
      ...others('staff_id'),
      ...text('found_by', 'reason'),
      ...moments('found_at', 'expires_at', 'revealed_until'),
    ],
    internal: ['lookup_id'],
  },
  webhook_delivery: {
    ...delivery,
    retention: days(30, 'delivered_at', 'dead_at'),
    order: ['delivery_id', 'endpoint_id'],
    fields: [
      ...text('event'),
      field('payload', 'json'),
      ...numbers('attempts'),
      ...text('last_outcome'),
      ...moments('created_at', 'last_attempt_at', 'not_before', 'delivered_at', 'dead_at'),
    ],
    internal: ['endpoint_id', 'delivery_id'],
  },
  undelivered_mail: {
    ...delivery,
    person: { column: 'payload', path: 'subjectId' },
    retention: { ...days(90, 'last_tried_at'), only: { column: 'state', value: 'given-up' } },
    order: ['mail_id'],
    fields: [
      ...text('task', 'state', 'reason', 'code'),
      ...numbers('tries'),
      ...moments('created_at', 'last_tried_at', 'next_try_at'),
    ],
    internal: ['mail_id', 'payload'],
  },
  audit_event: {
    ...security,
    retention: { how: 'log' },
    order: ['audit_id'],
    fields: [
      ...moments('at'),
      ...text('actor_kind'),
      ...others('actor_id'),
      ...text('action', 'resource', 'reason'),
      field('fields', 'json'),
    ],
    internal: ['audit_id', 'xid', 'request_id'],
    erase: { how: 'keep', record: 'audit-log' },
  },
  // Last: without the key nothing that is encrypted under it can be read.
  subject_key: {
    ...security,
    table: 'keystore.subject_key',
    retention: withAccount,
    order: ['key_id'],
    fields: [...numbers('master_version'), ...moments('created_at')],
    internal: ['key_id', 'wrapped'],
  },
}

/** The portal's own items, in the order in which they are erased. */
export const portalItems: readonly MapItem[] = Object.entries(tables).map(([table, own]) => ({
  id: `portal.${table.replaceAll('_', '-')}`,
  source: 'portal',
  table,
  title: null,
  category: 'portal',
  person: { column: 'subject_id' },
  internal: [],
  restrictable: false,
  objectable: false,
  ...own,
}))
