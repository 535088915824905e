'use server'

import { refresh } from 'next/cache'
import { redirect } from 'next/navigation'
import { z } from 'zod'
import type { Context } from '#domain/access/context.ts'
import { settleChange, settleChangeSchema } from '#domain/fulfilment/changes/settle-change.ts'
import { tellRecipient, tellRecipientSchema } from '#domain/fulfilment/changes/tell-recipient.ts'
import { acceptDrift } from '#domain/fulfilment/erase/advance-erasure.ts'
import { settleSchema, settleSource } from '#domain/fulfilment/erase/settle-source.ts'
import {
  releasePackage,
  releaseSchema,
  settleItemsSchema,
  settlePackage,
} from '#domain/fulfilment/package/release-package.ts'
import { queueFiltersOf } from '#domain/requests/forms/queue-filters.ts'
import {
  assignManySchema,
  assignSchema,
  correctReceiptSchema,
  liftSchema,
  messageSchema,
  noteSchema,
  revealSchema,
  type StepInput,
  searchSchema,
  stepSchema,
} from '#domain/requests/forms/request-schemas.ts'
import { searchRequests } from '#domain/requests/queue/find-requests.ts'
import { revealSubject } from '#domain/requests/queue/reveal-subject.ts'
import { addNote } from '#domain/requests/steps/add-note.ts'
import { assignRequest } from '#domain/requests/steps/assign-request.ts'
import { assignRequests } from '#domain/requests/steps/assign-requests.ts'
import { correctReceipt } from '#domain/requests/steps/correct-receipt.ts'
import { endRestriction } from '#domain/requests/steps/end-restriction.ts'
import { sendMessage } from '#domain/requests/steps/send-message.ts'
import { takeRequestStep } from '#domain/requests/steps/take-request-step.ts'
import { parseReference } from '#platform/ids.ts'
import { actionError } from '../../../_server/actions/action-error.ts'
import { defineStaffAction } from '../../../_server/actions/define-staff-action.ts'
import { requestError, uploadedFiles } from '../../../_server/actions/uploaded-files.ts'
import { queuePath } from './queue-order.ts'
import { casePath, queueRows } from './queue-texts.ts'

type OfCase = { reference: string }

const casePage = ({ reference }: OfCase) => `/staff/requests/${encodeURIComponent(reference)}`

const said = (what: string, place: string) => (_: object, ctx: Context, input: OfCase) => ({
  to: `/${ctx.locale}${casePage(input)}?done=${what}#${place}`,
  always: true,
})

/** A request found by its number opens; those of a person are listed under the field, and no address ever names them. */
export const search = defineStaffAction({
  input: searchSchema,
  limit: 'search',
  page: () => '/staff/requests',
  run: async (ctx, { search: typed }) => {
    const items = await searchRequests(ctx, typed)
    const exact = items.find(({ reference }) => reference === parseReference(typed))
    if (exact) redirect(casePath(ctx.locale, exact.reference))
    return { rows: queueRows(ctx, items), typed }
  },
})

/** The field that an error code belongs to; other codes concern the whole form. */
const fieldOf: Record<string, string> = {
  'code-not-for-this-kind': 'refusalCode',
  'no-reason': 'reason',
  'not-in-their-language': 'reasonLocale',
}

/** Null when a page without script asks only for the preview. */
const stepOrPreview = z.record(z.string(), z.unknown()).transform((typed, given): StepInput | null => {
  if (typed.preview !== undefined) return null
  const parsed = stepSchema.safeParse(typed)
  if (parsed.success) return parsed.data
  for (const { path, message } of parsed.error.issues)
    given.addIssue({ code: 'custom', path: [...path], message })
  return z.NEVER
})

export const takeStep = defineStaffAction({
  input: stepOrPreview,
  page: (input) => (input ? casePage(input) : '/staff/requests'),
  run: async (ctx, input, form) => {
    if (!input) return actionError('preview')
    const result = await takeRequestStep(ctx, input, await uploadedFiles(form))
    if (result.status === 'done') return { reference: result.reference }
    if (input.step === 'propose' && result.code === 'no-ground') return actionError('required', 'refusalCode')
    if (input.step === 'propose' && result.code === 'no-reason')
      return actionError(input.message ? 'no-reason' : 'required', 'message')
    if (result.code !== 'moved-on') return requestError(result, fieldOf[result.code])
    refresh()
    return actionError(`moved-on-${result.now}`)
  },
  onDone: ({ reference }, ctx, input) => ({
    to: `${casePath(ctx.locale, reference)}?done=${input?.step}#now`,
    always: true,
  }),
})

export const reveal = defineStaffAction({
  input: revealSchema,
  page: casePage,
  formsAfterCode: true,
  run: async (ctx, input) => {
    const result = await revealSubject(ctx, input)
    if (result.status === 'refused') return result
    return {}
  },
  onDone: said('reveal', 'who'),
})

export const write = defineStaffAction({
  input: messageSchema,
  page: casePage,
  run: async (ctx, input, form) => {
    const result = await sendMessage(ctx, input, await uploadedFiles(form))
    if (result.status === 'refused') return requestError(result)
    return {}
  },
  onDone: said('write', 'messages'),
})

export const note = defineStaffAction({
  input: noteSchema,
  page: casePage,
  run: async (ctx, input) => {
    const result = await addNote(ctx, input)
    if (result.status === 'refused') return result
    return {}
  },
  onDone: said('note', 'notes'),
})

export const assign = defineStaffAction({
  input: assignSchema,
  page: casePage,
  run: async (ctx, input) => {
    const result = await assignRequest(ctx, input)
    if (result.status === 'refused') return result
    return {}
  },
  onDone: said('assign', 'assigned'),
})

/** Back to the same selection, which is read again from the form's own text. */
const backTo = (back: string) => queueFiltersOf(Object.fromEntries(new URLSearchParams(back)))

export const assignMany = defineStaffAction({
  input: assignManySchema,
  page: ({ back }) => queuePath('ru', backTo(back)).replace(/^\/ru/, ''),
  run: async (ctx, input) => {
    const { assigned, refused } = await assignRequests(ctx, input)
    return { assigned: assigned.length, refused: refused.length }
  },
  onDone: ({ assigned, refused }, ctx, { back }) => ({
    to: `${queuePath(ctx.locale, backTo(back), { done: String(assigned), left: String(refused) })}#assigned`,
    always: true,
  }),
})

export const correctDay = defineStaffAction({
  input: correctReceiptSchema,
  page: casePage,
  run: async (ctx, input) => {
    const result = await correctReceipt(ctx, input)
    if (result.status === 'done') return {}
    const ofDay = ['same-day', 'in-the-future', 'long-ago', 'not-entered'].includes(result.code)
    return actionError(result.code, ofDay ? 'receivedOn' : undefined)
  },
  onDone: said('receipt', 'deadline'),
})

export const lift = defineStaffAction({
  input: liftSchema,
  page: casePage,
  run: async (ctx, input) => {
    const result = await endRestriction(ctx, input.reference)
    if (result.status === 'refused') return result
    return {}
  },
  onDone: said('lift', 'steps'),
})

/** What staff do about a system that an erasure waits for. */
export const settle = defineStaffAction({
  input: settleSchema,
  page: casePage,
  run: async (ctx, input) => {
    const result = await settleSource(ctx, input)
    return result.status === 'refused' ? actionError('try-again') : {}
  },
  onDone: said('settle', 'erasure'),
})

export const continueErasureForPerson = defineStaffAction({
  input: liftSchema,
  page: casePage,
  run: async (ctx, { reference }) => {
    const result = await acceptDrift(ctx, reference)
    return result.status === 'refused' ? actionError('try-again') : {}
  },
  onDone: said('continue', 'erasure'),
})

/** What staff do about a change that a system did not make. */
export const settleSourceChange = defineStaffAction({
  input: settleChangeSchema,
  page: casePage,
  run: async (ctx, input) => {
    const result = await settleChange(ctx, input)
    return result.status === 'refused' ? actionError('try-again') : {}
  },
  onDone: said('settle', 'changes'),
})

/** What staff did about somebody who received what was corrected. */
export const recordRecipient = defineStaffAction({
  input: tellRecipientSchema,
  page: casePage,
  run: async (ctx, input) => {
    const result = await tellRecipient(ctx, input)
    return result.status === 'refused' ? actionError('try-again') : {}
  },
  onDone: said('settle', 'recipients'),
})

/** Gives the person the copy that staff have looked at. */
export const givePackage = defineStaffAction({
  input: releaseSchema,
  page: casePage,
  run: async (ctx, input) => {
    const result = await releasePackage(ctx, input)
    return result.status === 'refused' ? actionError('try-again') : {}
  },
  onDone: said('give', 'copy'),
})

/** What staff do about a system that a copy waits for. */
export const settleCopy = defineStaffAction({
  input: settleItemsSchema,
  page: casePage,
  run: async (ctx, input) => {
    const result = await settlePackage(ctx, input)
    return result.status === 'refused' ? actionError('try-again') : {}
  },
  onDone: said('settle', 'copy'),
})
