import { describe, expect, test } from 'vitest'
import { actorKinds, locales, verificationPurposes } from '#db/schema/access-codes.ts'
import { auditActions } from '#db/schema/audit-codes.ts'
import { channelCodes, decisions, purposeCodes, topicCodes } from '#db/schema/consent-codes.ts'
import {
  correctionFailures,
  erasureItemStates,
  erasureStates,
  recipientStates,
  sourceChangeKinds,
  sourceChangeStates,
  sourceFailures,
} from '#db/schema/fulfilment-codes.ts'
import { undeliveredStates } from '#db/schema/integrations-codes.ts'
import {
  representationEnds,
  representativeCapacities,
  signInMethods,
  subjectSources,
} from '#db/schema/people-codes.ts'
import {
  accessFindings,
  messageAuthors,
  refusalCodes,
  requestChannels,
  requestKinds,
  requestStatuses,
  requestSteps,
  requestVariants,
} from '#db/schema/request-codes.ts'
import { origins } from '#domain/consent/rules/choice-schemas.ts'
import { portalItems } from '#domain/fulfilment/map/portal-items.ts'
import { noTitles } from './choice-title.ts'
import { changedFieldWord, codeColumns, codeSetOf, codeWord } from './data-map-codes.ts'

const known: readonly [table: string, column: string, codes: readonly string[]][] = [
  ['subject', 'locale', locales],
  ['subject', 'source', subjectSources],
  ['subject_session', 'method', signInMethods],
  ['representation', 'capacity', representativeCapacities],
  ['representation', 'ended', representationEnds],
  ['verification', 'purpose', verificationPurposes],
  ['consent_event', 'purpose', purposeCodes],
  ['consent_event', 'topic', topicCodes],
  ['consent_event', 'channel', channelCodes],
  ['consent_event', 'decision', decisions],
  ['consent_event', 'origin', origins],
  ['consent_event', 'signal', ['gpc']],
  ['consent_event', 'actor_kind', actorKinds],
  ['request', 'kind', requestKinds],
  ['request', 'variant', requestVariants.filter(Boolean)],
  ['request', 'status', requestStatuses],
  ['request', 'channel', requestChannels],
  ['request_step', 'step', ['file', ...requestSteps]],
  ['request_message', 'author', messageAuthors],
  ['erasure_run', 'state', erasureStates],
  ['erasure_item', 'state', erasureItemStates],
  ['erasure_item', 'code', [...sourceFailures, 'left-over', 'unknown']],
  ['source_change', 'kind', sourceChangeKinds],
  ['source_change', 'state', sourceChangeStates],
  ['source_change', 'code', [...sourceFailures, ...correctionFailures]],
  ['recipient_notice', 'state', recipientStates],
  ['access_report', 'finding', accessFindings],
  ['erasure_item', 'item', portalItems.map(({ id }) => id)],
  ['undelivered_mail', 'state', undeliveredStates],
  [
    'audit_event',
    'reason',
    ['link', 'staff:0198c5f0', 'second-person-off', 'erasure/wish', 'access', ...refusalCodes],
  ],
  ['audit_event', 'resource', ['request:0198c5f0', 'staff:0198c5f0']],
  ['audit_event', 'action', ['request.file', ...requestSteps.map((step) => `request.${step}`)]],
]

// English has the same keys, and a word that may be the code itself.
describe.each(['kk', 'ru'] as const)('in %s', (locale) => {
  test.each(known)('the codes of %s.%s have words', (table, column, codes) => {
    for (const code of codes) expect(codeWord(locale, { table, column }, code), code).not.toBe(code)
  })

  test('every action of the audit log has words', () => {
    const bare = auditActions.filter(
      (one) => codeWord(locale, { table: 'audit_event', column: 'action' }, one) === one,
    )
    expect(bare).toEqual([])
  })

  test('what changed is named, a choice as on the page of choices', () => {
    expect(changedFieldWord(locale, 'communication/new-materials/sms', noTitles)).toContain('SMS')
    for (const name of ['fullName', 'email', 'phone', 'locale', 'analytics', 'dueAt', 'message'])
      expect(changedFieldWord(locale, name, noTitles)).not.toBe(name)
  })
})

test('every column of text in the portal is named: with its codes, or as text', () => {
  const texts = portalItems.flatMap(({ table, fields }) =>
    fields
      .filter(({ kind, encryptedFor, aboutOthers }) => kind === 'text' && !encryptedFor && !aboutOthers)
      .map(({ column }) => [table, column] as const),
  )
  const unnamed = texts.filter(([table, column]) => codeSetOf(table, column) === undefined)
  expect(unnamed, 'name them in codeColumns').toEqual([])
  const used = new Set(texts.flatMap(([table, column]) => [column, `${table}.${column}`]))
  expect(Object.keys(codeColumns).filter((name) => !used.has(name))).toEqual([])
})
