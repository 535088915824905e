'use server'

import { endSubprocessor, recordSubprocessor } from '#domain/assurance/subprocessors/record-subprocessor.ts'
import {
  endSubprocessorSchema,
  subprocessorSchema,
} from '#domain/assurance/subprocessors/subprocessor-schemas.ts'
import { actionError } from '../../../../_server/actions/action-error.ts'
import { defineStaffAction } from '../../../../_server/actions/define-staff-action.ts'
import { registerPath } from './subprocessor-words.ts'

const register = '/staff/registers/subprocessors'

export const recordASubprocessor = defineStaffAction({
  input: subprocessorSchema,
  page: ({ subprocessorId }) => (subprocessorId ? `${register}/${subprocessorId}` : register),
  run: async (ctx, input) => {
    const result = await recordSubprocessor(ctx, input)
    return result.status === 'refused' ? actionError(result.code) : { subprocessorId: result.subprocessorId }
  },
  onDone: ({ subprocessorId }, { locale }) => ({
    to: `${registerPath(locale)}/${subprocessorId}?done=recorded`,
    always: true,
  }),
})

export const endASubprocessor = defineStaffAction({
  input: endSubprocessorSchema,
  page: ({ subprocessorId }) => `${register}/${subprocessorId}`,
  run: async (ctx, input) => {
    const result = await endSubprocessor(ctx, input)
    return result.status === 'refused' ? actionError(result.code) : {}
  },
  onDone: (_, { locale }, { subprocessorId }) => ({
    to: `${registerPath(locale)}/${subprocessorId}?done=ended`,
    always: true,
  }),
})
