'use server'

import { cookies } from 'next/headers'
import { z } from 'zod'
import { staffCookie } from '#domain/access/session-cookie.ts'
import { addPasskey, askForPasskey } from '#domain/staff/passkeys/add-passkey.ts'
import { removePasskey } from '#domain/staff/passkeys/remove-passkey.ts'
import { addPasskeySchema, passkeyIdSchema, passkeyNameSchema } from '#domain/staff/rules/passkey-schemas.ts'
import { sessionIdSchema } from '#domain/staff/rules/staff-schemas.ts'
import { endOtherSessions, endOwnSession } from '#domain/staff/sessions/manage-sessions.ts'
import { actionError } from '../../../_server/actions/action-error.ts'
import { defineStaffAction } from '../../../_server/actions/define-staff-action.ts'
import type { StaffContext } from '../../../_server/session/staff-context.ts'

const page = () => '/staff/account'

const sessionToken = async ({ services }: StaffContext) =>
  (await cookies()).get(staffCookie(services.env).name)?.value ?? ''

/** What the authenticator is asked to make. The name is checked first: afterwards the device has a passkey. */
export const askNewPasskey = defineStaffAction({
  input: passkeyNameSchema,
  page,
  run: async (ctx) => {
    const asked = await askForPasskey(ctx, await sessionToken(ctx))
    return asked.status === 'refused' ? actionError(asked.code) : { options: asked.options }
  },
})

export const addOwnPasskey = defineStaffAction({
  input: addPasskeySchema,
  secret: ['response'],
  page,
  run: async (ctx, { name, response }) => {
    const added = await addPasskey(ctx, { name, response, sessionToken: await sessionToken(ctx) })
    return added.status === 'refused'
      ? actionError(added.code)
      : { to: `/${ctx.locale}/staff/account?done=added` }
  },
  onDone: ({ to }) => ({ to, always: true }),
})

export const removeOwnPasskey = defineStaffAction({
  input: passkeyIdSchema,
  page,
  formsAfterCode: true,
  run: async (ctx, { passkeyId }) => removePasskey(ctx, passkeyId),
  onDone: (_, { locale }) => ({ to: `/${locale}/staff/account?done=removed`, always: true }),
})

export const endSession = defineStaffAction({
  input: sessionIdSchema,
  page,
  run: async (ctx, { sessionId }) => endOwnSession(ctx, sessionId),
  onDone: (_, { locale }) => ({ to: `/${locale}/staff/account?done=ended#sessions`, always: true }),
})

export const endOthers = defineStaffAction({
  input: z.strictObject({}),
  page,
  run: async (ctx) => endOtherSessions(ctx, await sessionToken(ctx)),
  onDone: (_, { locale }) => ({ to: `/${locale}/staff/account?done=ended#sessions`, always: true }),
})
