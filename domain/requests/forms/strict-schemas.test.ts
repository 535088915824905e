import { expect, test } from 'vitest'
import type { z } from 'zod'
import { newId } from '#platform/ids.ts'
import { type KindName, kindNames, kinds } from '../rules/kinds.ts'
import * as forms from './request-schemas.ts'

const words = 'Сөз'
const reference = 'CX-0000-00'
const refusal = { refusalCode: 'FulfilmentImpossible', reason: words, reasonLocale: 'kk' }
const [anyReason] = forms.revealReasons

const steps: Record<string, object> = {
  take: {},
  decide: {},
  approve: {},
  cancel: {},
  verify: { note: words },
  resume: { note: words },
  'send-back': { note: words },
  'cancel-on-behalf': { note: words },
  ask: { message: words },
  answer: { message: words },
  fulfil: { message: words },
  'answer-question': { message: words },
  refuse: refusal,
  'refuse-unverified': refusal,
  propose: { decision: 'refuse', message: words, refusalCode: 'NotOurs', note: words },
}

/** Everything the form of a kind asks. */
const detailsOf = (kind: KindName) =>
  Object.fromEntries(
    kinds[kind].fields.filter(({ name }) => name !== 'documents').map(({ name }) => [name, words]),
  )

const visitor = { fullName: 'Ешкім', email: 'nobody@example.test', message: words, locale: 'kk' }
const onBehalf = {
  idempotencyKey: newId(),
  channel: 'phone',
  person: 'nobody',
  fullName: 'Ешкім',
  locale: 'kk',
  receivedOn: '2026-01-05',
  proved: 'yes',
}

/** By the name of each export of `forms.ts` that reads a form: the schema, and the form filled in. */
const filled: Record<string, [string, z.ZodType, object][]> = {
  fileRequestSchema: kindNames.map((kind) => [
    kind,
    forms.fileRequestSchema(kind),
    { idempotencyKey: newId(), ...detailsOf(kind) },
  ]),
  visitorRequestSchema: kindNames.map((kind) => [kind, forms.visitorRequestSchema(kind), visitor]),
  onBehalfSchema: kindNames.map((kind) => [
    kind,
    forms.onBehalfSchema(kind),
    { ...onBehalf, ...detailsOf(kind) },
  ]),
  askRequestCodeSchema: [['', forms.askRequestCodeSchema, { reference, email: 'nobody@example.test' }]],
  messageSchema: [['', forms.messageSchema, { reference, message: words, messageId: newId() }]],
  noteSchema: [['', forms.noteSchema, { reference, note: words, noteId: newId() }]],
  assignSchema: [['', forms.assignSchema, { reference, to: newId() }]],
  assignManySchema: [
    ['one', forms.assignManySchema, { references: reference, to: newId(), back: 'group=new' }],
    ['several', forms.assignManySchema, { references: [reference, 'CX-0000-00'], to: '' }],
  ],
  correctReceiptSchema: [
    ['', forms.correctReceiptSchema, { reference, receivedOn: '2026-01-05', note: words, noteId: newId() }],
  ],
  liftSchema: [['', forms.liftSchema, { reference }]],
  revealSchema: [['', forms.revealSchema, { reference, reason: anyReason }]],
  searchSchema: [['', forms.searchSchema, { search: reference }]],
  calendarDayFormSchema: [
    ['', forms.calendarDayFormSchema, { date: '2031-05-05', kind: 'off', source: words, state: 'official' }],
  ],
  calendarYearFormSchema: [['', forms.calendarYearFormSchema, { year: '2031', source: words }]],
  computedYearFormSchema: [['', forms.computedYearFormSchema, { year: '2031' }]],
  stepSchema: Object.entries(steps).map(([step, given]) => [
    step,
    forms.stepSchema,
    { step, reference, basedOn: '1', ...given },
  ]),
}

test('every schema that is exported and every step is filled in here', () => {
  const schemas = Object.entries(forms).filter(([name]) => name.endsWith('Schema'))
  expect(Object.keys(filled).sort()).toEqual(schemas.map(([name]) => name).sort())
  expect(Object.keys(steps).sort()).toEqual(
    forms.stepSchema.options.map(({ shape }) => shape.step.value).sort(),
  )
})

const table = Object.entries(filled).flatMap(([name, all]) =>
  all.map(([of, schema, form]) => [`${name} ${of}`.trim(), schema, form] as const),
)

// Fields that only the rules may set: subject, status, decision, deadline.
const extras = [
  'role',
  'roles',
  'subject_id',
  'subjectId',
  'requestId',
  'status',
  'decision',
  'decidedBy',
  'decided_by',
  'decidedAt',
  'approved',
  'approvedBy',
  'approvalDelayEndsAt',
  'executing',
  'lapsesAt',
  'receivedAt',
  'dueAt',
  'closedAt',
  'queueAt',
  'assignedTo',
  'lastStepSeq',
  'source',
  'actor',
  'sudo',
  'kind',
  'variant',
  'channel',
  'oneMayDecide',
  'constructor',
  '__proto__x',
]

test.each(table)('%s takes its own fields, and none besides', (_name, schema, form) => {
  expect(schema.safeParse(form).error?.issues ?? []).toEqual([])
  const added = extras.filter((extra) => !Object.hasOwn(form, extra))
  expect(added.length).toBeGreaterThan(25)
  const taken = added.filter((extra) => schema.safeParse({ ...form, [extra]: 'staff' }).success)
  expect(taken).toEqual([])
})

test('nor is anything taken by way of the prototype', () => {
  const form = JSON.parse(`{"step":"take","reference":"${reference}","__proto__":{"status":"fulfilled"}}`)
  expect(forms.stepSchema.safeParse(form).success).toBe(false)
})
