'use server'

import {
  type AuditResult,
  addFinding,
  cancelAudit,
  closeFinding,
  planAudit,
} from '#domain/assurance/audits/record-audit.ts'
import { recordAuditFile } from '#domain/assurance/audits/record-audit-file.ts'
import {
  addFindingSchema,
  auditIdSchema,
  closeFindingSchema,
  planAuditSchema,
  recordAuditSchema,
} from '#domain/assurance/rules/audit-schemas.ts'
import { actionError } from '../../../../_server/actions/action-error.ts'
import { defineStaffAction } from '../../../../_server/actions/define-staff-action.ts'
import { requestError, uploadedFiles } from '../../../../_server/actions/uploaded-files.ts'
import type { StaffContext } from '../../../../_server/session/staff-context.ts'

const register = '/staff/registers/audits'
const auditPage = ({ auditId }: { auditId: string }) => `${register}/${auditId}`

const settle = (result: AuditResult, field?: string) =>
  result.status === 'refused' ? actionError(result.code, field) : {}

/** The field beside which each error of a record is shown. */
const fieldOf: Record<string, string> = { future: 'doneOn', document: 'files' }

const said =
  (what: string) => (_: object, ctx: Pick<StaffContext, 'locale'>, input: { auditId: string }) => ({
    to: `/${ctx.locale}${auditPage(input)}?done=${what}`,
    always: true,
  })

export const planAnAudit = defineStaffAction({
  input: planAuditSchema,
  page: () => register,
  run: planAudit,
  onDone: ({ auditId }, { locale }) => ({
    to: `/${locale}${auditPage({ auditId })}?done=planned`,
    always: true,
  }),
})

export const recordAnAudit = defineStaffAction({
  input: recordAuditSchema,
  page: auditPage,
  run: async (ctx, input, form) => {
    const result = await recordAuditFile(ctx, input, await uploadedFiles(form))
    return result.status === 'refused' ? requestError(result, fieldOf[result.code]) : {}
  },
  onDone: said('recorded'),
})

export const cancelAnAudit = defineStaffAction({
  input: auditIdSchema,
  page: auditPage,
  run: async (ctx, input) => settle(await cancelAudit(ctx, input)),
  onDone: said('cancelled'),
})

export const addAFinding = defineStaffAction({
  input: addFindingSchema,
  page: auditPage,
  run: async (ctx, input) => {
    const result = await addFinding(ctx, input)
    return settle(result, result.status === 'refused' && result.code === 'no-owner' ? 'ownerId' : undefined)
  },
  onDone: said('foundAdded'),
})

export const closeAFinding = defineStaffAction({
  input: closeFindingSchema,
  page: auditPage,
  run: async (ctx, input) => {
    const result = await closeFinding(ctx, input)
    const isOwn = result.status === 'refused' && result.code === 'own-finding'
    return settle(result, isOwn ? 'findingId' : undefined)
  },
  onDone: said('findingClosed'),
})
