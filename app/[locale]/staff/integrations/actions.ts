'use server'

import { createApiKey } from '#domain/integrations/create-api-key.ts'
import { createEndpoint, rotateSecret } from '#domain/integrations/create-endpoint.ts'
import {
  endpointFormSchema,
  endpointIdSchema,
  keyFormSchema,
  keyIdSchema,
  replaySchema,
} from '#domain/integrations/forms.ts'
import { replayDelivery } from '#domain/integrations/replay-delivery.ts'
import { revokeApiKey } from '#domain/integrations/revoke-api-key.ts'
import { disableEndpoint, enableEndpoint } from '#domain/integrations/switch-endpoint.ts'
import type { Context } from '#domain/people/context.ts'
import { Refused } from '../../../_server/define-action.ts'
import { defineStaffAction } from '../../../_server/define-staff-action.ts'

const dayMs = 86_400_000
const list = '/staff/integrations'
type OfEndpoint = { endpointId: string }
const endpointPage = ({ endpointId }: OfEndpoint) => `${list}/webhooks/${endpointId}`

/** Back to the webhook's page, which then says what was done. */
const said = (what: string) => (_: object, ctx: Context, input: OfEndpoint) => ({
  to: `/${ctx.locale}${endpointPage(input)}?done=${what}`,
  always: true,
})

function settle(changed: boolean) {
  if (!changed) throw new Refused('changed')
  return {}
}

/** The answer holds the key: it is shown on the page that asked and leads nowhere else. */
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
  run: async (ctx, { keyId }) => settle(await revokeApiKey(ctx, keyId)),
  onDone: (_, ctx) => ({ to: `/${ctx.locale}${list}?done=revoked`, always: true }),
})

/** As with a key, the secret is in the answer. */
export const makeEndpoint = defineStaffAction({
  input: endpointFormSchema,
  page: () => `${list}/webhooks/new`,
  run: async (ctx, input) => {
    const made = await createEndpoint(ctx, input)
    if (made.status === 'refused') throw new Refused(made.code, made.code === 'too-many' ? undefined : 'url')
    return { secret: made.secret }
  },
})

export const changeSecret = defineStaffAction({
  input: endpointIdSchema,
  page: endpointPage,
  run: async (ctx, { endpointId }) => {
    const changed = await rotateSecret(ctx, endpointId)
    if (changed.status === 'refused') throw new Refused(changed.code)
    return { secret: changed.secret }
  },
})

export const turnOffEndpoint = defineStaffAction({
  input: endpointIdSchema,
  page: endpointPage,
  run: async (ctx, { endpointId }) => settle(await disableEndpoint(ctx, endpointId)),
  onDone: said('off'),
})

export const turnOnEndpoint = defineStaffAction({
  input: endpointIdSchema,
  page: endpointPage,
  run: async (ctx, { endpointId }) => settle(await enableEndpoint(ctx, endpointId)),
  onDone: said('on'),
})

export const sendAgain = defineStaffAction({
  input: replaySchema,
  page: endpointPage,
  run: async (ctx, input) => {
    const result = await replayDelivery(ctx, input)
    if (result.status === 'refused') throw new Refused(result.code)
    return {}
  },
  onDone: said('again'),
})
