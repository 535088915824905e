import {
  account,
  days,
  encrypted,
  field,
  moments,
  numbers,
  type OwnTable,
  proof,
  security,
  text,
  withAccount,
} from './own-table.ts'

/** Tables of people: accounts, sessions, minors and their representatives. */
export const subjectTables: Record<string, OwnTable> = {
  subject: {
    ...account,
    order: ['subject_id'],
    fields: [
      field('name_sealed', 'text', { encryptedFor: 'subject_id', correctable: true, profile: 'fullName' }),
      ...encrypted('subject_id', 'email_sealed'),
      field('phone_sealed', 'text', { encryptedFor: 'subject_id', correctable: true, profile: 'phone' }),
      field('locale', 'text', { correctable: true, profile: 'locale' }),
      ...text('external_id', 'source'),
      ...moments('welcomed_at', 'created_at', 'updated_at'),
    ],
    internal: ['email_index'],
    erase: {
      how: 'anonymise',
      values: {
        name_sealed: null,
        email_sealed: null,
        phone_sealed: null,
        email_index: null,
        external_id: null,
      },
    },
  },
  subject_session: {
    ...security,
    retention: days(1, 'expires_at'),
    order: ['created_at', 'token_hash'],
    fields: [...text('method'), ...moments('created_at', 'seen_at', 'expires_at')],
    internal: ['token_hash'],
  },
  sign_in_notice: {
    ...security,
    retention: days(1, 'expires_at'),
    order: ['notice_id'],
    fields: moments('created_at', 'expires_at', 'refused_at'),
    internal: ['notice_id', 'token_hash'],
  },
  external_account: {
    ...security,
    retention: withAccount,
    order: ['provider'],
    fields: [...text('provider'), ...moments('linked_at')],
    internal: ['account_index'],
  },
  email_change: {
    ...account,
    retention: days(1, 'expires_at', 'closed_at'),
    order: ['change_id'],
    fields: [
      ...encrypted('change_id', 'old_email_sealed', 'new_email_sealed'),
      ...moments('old_confirmed_at', 'new_confirmed_at', 'created_at', 'expires_at', 'closed_at'),
    ],
    internal: ['change_id', 'new_email_index'],
  },
  minor: {
    ...account,
    order: ['declared_at'],
    fields: [field('adult_on', 'date'), field('asked', 'json'), ...moments('declared_at')],
  },
  representative_invitation: {
    ...account,
    retention: days(1, 'expires_at'),
    order: ['invitation_id'],
    fields: [...encrypted('invitation_id', 'email_sealed'), ...moments('created_at', 'expires_at')],
    internal: ['invitation_id'],
  },
  // Receipts of consents that the representative gave name it.
  representation: {
    ...proof,
    order: ['representation_id'],
    fields: [...text('capacity', 'ended'), ...moments('verified_at', 'ended_at')],
    internal: ['representation_id'],
  },
  representative_of: {
    ...account,
    order: ['representation_id'],
    fields: moments('created_at'),
    internal: ['representation_id'],
  },
  verification: {
    ...security,
    person: { column: 'account_id' },
    retention: days(1, 'expires_at'),
    order: ['verification_id'],
    fields: [
      ...text('purpose', 'locale', 'return_to'),
      ...numbers('tries'),
      ...moments('created_at', 'expires_at', 'consumed_at'),
    ],
    internal: ['verification_id', 'resource_id', 'address_index', 'link_hash', 'code_hash', 'browser_hash'],
  },
}
