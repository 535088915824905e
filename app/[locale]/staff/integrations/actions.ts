'use server'

import type { Context } from '#domain/access/context.ts'
import { createEndpoint, rotateSecret } from '#domain/integrations/endpoints/create-endpoint.ts'
import { disableEndpoint, enableEndpoint } from '#domain/integrations/endpoints/switch-endpoint.ts'
import { createApiKey } from '#domain/integrations/keys/create-api-key.ts'
import { revokeApiKey } from '#domain/integrations/keys/revoke-api-key.ts'
import {
  endpointFormSchema,
  endpointIdSchema,
  keyFormSchema,
  keyIdSchema,
  replaySchema,
} from '#domain/integrations/rules/integration-schemas.ts'
import { replayDelivery } from '#domain/integrations/webhooks/replay-delivery.ts'
import { sendTestMessage } from '#domain/integrations/webhooks/send-test-message.ts'
import { actionError } from '../../../_server/actions/action-error.ts'
import { defineStaffAction } from '../../../_server/actions/define-staff-action.ts'

const dayMs = 86_400_000
const list = '/staff/integrations'
type OfEndpoint = { endpointId: string }
const endpointPage = ({ endpointId }: OfEndpoint) => `${list}/webhooks/${endpointId}`

const said = (what: string) => (_: object, ctx: Context, input: OfEndpoint) => ({
  to: `/${ctx.locale}${endpointPage(input)}?done=${what}`,
  always: true,
})

function settle(changed: boolean) {
  if (!changed) return actionError('changed')
  return {}
}

/** The key is shown once, on the page that asked for it. */
export const makeKey = defineStaffAction({
  input: keyFormSchema,
  page: () => `${list}/keys/new`,
  run: async (ctx, { days, ...given }) => {
    const expiresAt = days === 'never' ? null : new Date(ctx.clock.now().getTime() + Number(days) * dayMs)
    return { secret: (await createApiKey(ctx, { ...given, expiresAt })).key }
  },
})

export const revokeKey = defineStaffAction({
  input: keyIdSchema,
  page: () => list,
  formsAfterCode: true,
  run: async (ctx, { keyId }) => settle(await revokeApiKey(ctx, keyId)),
  onDone: (_, ctx) => ({ to: `/${ctx.locale}${list}?done=revoked`, always: true }),
})

/** As with a key, the secret is in the answer. */
export const makeEndpoint = defineStaffAction({
  input: endpointFormSchema,
  page: () => `${list}/webhooks/new`,
  run: async (ctx, input) => {
    const made = await createEndpoint(ctx, input)
    if (made.status === 'refused') return actionError(made.code, made.code === 'too-many' ? undefined : 'url')
    return { secret: made.secret }
  },
})

export const changeSecret = defineStaffAction({
  input: endpointIdSchema,
  page: endpointPage,
  formsAfterCode: true,
  run: async (ctx, { endpointId }) => {
    const changed = await rotateSecret(ctx, endpointId)
    if (changed.status === 'refused') return changed
    return { secret: changed.secret }
  },
})

export const turnOffEndpoint = defineStaffAction({
  input: endpointIdSchema,
  page: endpointPage,
  formsAfterCode: true,
  run: async (ctx, { endpointId }) => settle(await disableEndpoint(ctx, endpointId)),
  onDone: said('off'),
})

export const turnOnEndpoint = defineStaffAction({
  input: endpointIdSchema,
  page: endpointPage,
  formsAfterCode: true,
  run: async (ctx, { endpointId }) => settle(await enableEndpoint(ctx, endpointId)),
  onDone: said('on'),
})

export const sendTest = defineStaffAction({
  input: endpointIdSchema,
  page: endpointPage,
  formsAfterCode: true,
  run: async (ctx, { endpointId }) => {
    const result = await sendTestMessage(ctx, endpointId)
    if (result.status === 'refused') return result
    return {}
  },
  onDone: said('test'),
})

export const sendAgain = defineStaffAction({
  input: replaySchema,
  page: endpointPage,
  formsAfterCode: true,
  run: async (ctx, input) => {
    const result = await replayDelivery(ctx, input)
    if (result.status === 'refused') return result
    return {}
  },
  onDone: said('again'),
})
