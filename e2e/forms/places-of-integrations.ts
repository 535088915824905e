import { eq, sql } from 'drizzle-orm'
import { createEndpoint } from '#domain/integrations/endpoints/create-endpoint.ts'
import { disableEndpoint } from '#domain/integrations/endpoints/switch-endpoint.ts'
import { createApiKey } from '#domain/integrations/keys/create-api-key.ts'
import { keepUndelivered } from '#domain/integrations/mail/keep-undelivered.ts'
import { message, tell } from '#testing/webhooks.ts'
import { webhookEndpoint } from '../../db/schema/integrations.ts'
import type { Locale } from '../../i18n/locales.ts'
import { newId } from '../../platform/ids.ts'
import type { Portal } from '../people.ts'
import { staffIn } from './people-of-forms.ts'
import type { Opened, Place } from './place.ts'

const desk = ['signOutStaff']
const page = 'staff/integrations'
const sound = {
  name: 'LMS',
  scopes: 'choices:read',
  days: '30',
  callsPerMinute: '600',
  url: 'https://forms-new.example.kz/',
  events: 'choice.recorded',
}

async function administrator(portal: Portal, locale: Locale, path = '') {
  const admin = await staffIn(portal, 'administrator')
  const opened: Opened = {
    path: `/${locale}/${page}${path}`,
    cookies: admin.cookies,
    ids: [admin.staffId],
    sound,
  }
  return { opened, ctx: admin.ctx }
}

/** The number of active ones is limited: switch those of the previous attempt off, since the app deletes none. */
const clear = (portal: Portal, url: string) =>
  portal.system.transaction((tx) =>
    tx.update(webhookEndpoint).set({ disabledAt: new Date() }).where(eq(webhookEndpoint.url, url)),
  )

/** A webhook with a message that was given up. */
async function webhookPage(portal: Portal, locale: Locale, state: 'on' | 'off'): Promise<Opened> {
  const url = `https://forms-${state}.example.kz/`
  await clear(portal, url)
  const { opened, ctx } = await administrator(portal, locale)
  const made = await createEndpoint(ctx, { url, events: ['choice.recorded'] })
  if (made.status === 'refused') throw new Error(made.code)
  const { endpointId } = made
  await tell(portal, endpointId, [message(newId())])
  await portal.system.transaction((tx) =>
    tx.execute(
      sql`UPDATE webhook_delivery SET dead_at = now(), last_outcome = '503' WHERE endpoint_id = ${endpointId}`,
    ),
  )
  if (state === 'off') await disableEndpoint(ctx, endpointId)
  return { ...opened, path: `${opened.path}/webhooks/${endpointId}` }
}

/** Two mails that were given up: each can be sent again, and both together. */
async function undelivered(portal: Portal, locale: Locale): Promise<Opened> {
  const admin = await staffIn(portal, 'administrator')
  const failure = { kind: 'never', reason: 'unknown-address', code: '550 5.1.1' } as const
  for (const attemptId of [newId(), newId()])
    await keepUndelivered(portal.system, { task: 'send-sign-in-mail', payload: { attemptId } }, failure)
  return { path: `/${locale}/staff/mail`, cookies: admin.cookies, ids: [admin.staffId] }
}

const onWebhook = [...desk, 'changeSecret', 'export']

export const integrationPlaces: readonly Place[] = [
  { page: 'staff/mail', actions: [...desk, 'sendMailAgain'], repeats: true, open: undelivered },
  {
    page,
    actions: [...desk, 'revokeKey', 'export'],
    repeats: true,
    open: async (portal, locale) => {
      const { opened, ctx } = await administrator(portal, locale)
      await createApiKey(ctx, { name: 'LMS', scopes: ['choices:read'] })
      return opened
    },
  },
  {
    page: `${page}/keys/new`,
    actions: [...desk, 'makeKey'],
    repeats: true,
    open: async (portal, locale) => (await administrator(portal, locale, '/keys/new')).opened,
  },
  {
    page: `${page}/webhooks/new`,
    actions: [...desk, 'makeEndpoint'],
    repeats: true,
    open: async (portal, locale) => {
      await clear(portal, sound.url)
      return (await administrator(portal, locale, '/webhooks/new')).opened
    },
  },
  {
    page: `${page}/webhooks/[endpointId]`,
    face: 'on',
    repeats: true,
    actions: [...onWebhook, 'sendTest', 'sendAgain', 'turnOffEndpoint'],
    open: (portal, locale) => webhookPage(portal, locale, 'on'),
  },
  {
    page: `${page}/webhooks/[endpointId]`,
    face: 'off',
    repeats: true,
    actions: [...onWebhook, 'turnOnEndpoint'],
    open: (portal, locale) => webhookPage(portal, locale, 'off'),
  },
]
