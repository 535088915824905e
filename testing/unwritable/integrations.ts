import { sql } from 'drizzle-orm'
import { createEndpoint, rotateSecret } from '#domain/integrations/endpoints/create-endpoint.ts'
import { disableEndpoint, enableEndpoint } from '#domain/integrations/endpoints/switch-endpoint.ts'
import { type ExportColumn, exportColumns, exportTable } from '#domain/integrations/export/export-table.ts'
import { createApiKey } from '#domain/integrations/keys/create-api-key.ts'
import { revokeApiKey } from '#domain/integrations/keys/revoke-api-key.ts'
import { keepUndelivered } from '#domain/integrations/mail/keep-undelivered.ts'
import { retryUndelivered } from '#domain/integrations/mail/retry-undelivered.ts'
import { replayDelivery } from '#domain/integrations/webhooks/replay-delivery.ts'
import { sendTestMessage } from '#domain/integrations/webhooks/send-test-message.ts'
import { newId } from '#platform/ids.ts'
import type { Calls, World } from './world.ts'

let made = 0
const wish = () => ({ url: `https://example.kz/hook-${++made}`, events: ['choice.recorded' as const] })

async function endpoint({ admin }: World) {
  const created = await createEndpoint(admin, wish())
  if (created.status === 'refused') throw new Error(created.code)
  return created.endpointId
}
const job = () => ({ task: 'send-sign-in-mail', payload: { verificationId: newId() } }) as const
const failure = { kind: 'never', reason: 'unknown-address', code: '550 5.1.1' } as const

export const integrationCalls: Calls = {
  'domain/integrations/endpoints/create-endpoint.ts#createEndpoint': async ({ admin }) => {
    const given = wish()
    return () => createEndpoint(admin, given)
  },
  'domain/integrations/endpoints/create-endpoint.ts#rotateSecret': async (world) => {
    const endpointId = await endpoint(world)
    return () => rotateSecret(world.admin, endpointId)
  },
  'domain/integrations/endpoints/switch-endpoint.ts#disableEndpoint': async (world) => {
    const endpointId = await endpoint(world)
    return () => disableEndpoint(world.admin, endpointId)
  },
  'domain/integrations/endpoints/switch-endpoint.ts#enableEndpoint': async (world) => {
    const endpointId = await endpoint(world)
    await disableEndpoint(world.admin, endpointId)
    return () => enableEndpoint(world.admin, endpointId)
  },
  'domain/integrations/export/export-table.ts#exportTable': async ({ auditor, admin }) => {
    await createApiKey(admin, { name: 'K', scopes: ['choices:read'] })
    const names = Object.values(exportColumns).flatMap((columns) => columns.map((name) => [name, name]))
    const words = Object.fromEntries(names) as Record<ExportColumn, string>
    return () => exportTable(auditor, 'keys', { words })
  },
  'domain/integrations/keys/create-api-key.ts#createApiKey': async ({ admin }) => {
    return () => createApiKey(admin, { name: 'K', scopes: ['choices:read'] })
  },
  'domain/integrations/keys/revoke-api-key.ts#revokeApiKey': async ({ admin }) => {
    const { keyId } = await createApiKey(admin, { name: 'K', scopes: ['choices:read'] })
    return () => revokeApiKey(admin, keyId)
  },
  'domain/integrations/mail/keep-undelivered.ts#keepUndelivered': async ({ portal }) => {
    const lost = job()
    return () => keepUndelivered(portal.system, lost, failure)
  },
  'domain/integrations/mail/retry-undelivered.ts#retryUndelivered': async ({ portal, admin }) => {
    await keepUndelivered(portal.system, job(), failure)
    return () => retryUndelivered(admin, {})
  },
  'domain/integrations/webhooks/replay-delivery.ts#replayDelivery': async (world) => {
    const endpointId = await endpoint(world)
    await sendTestMessage(world.admin, endpointId)
    await world.portal.database.owner.db.execute(
      sql`UPDATE webhook_delivery SET attempts = 8, dead_at = now() WHERE endpoint_id = ${endpointId}`,
    )
    return () => replayDelivery(world.admin, { endpointId })
  },
  'domain/integrations/webhooks/send-test-message.ts#sendTestMessage': async (world) => {
    const endpointId = await endpoint(world)
    return () => sendTestMessage(world.admin, endpointId)
  },
}
