import { cookies, headers } from 'next/headers'
import { notFound, redirect } from 'next/navigation'
import { cache } from 'react'
import { visitor } from '#domain/access/actor.ts'
import { type Client, type Context, contextFor } from '#domain/access/context.ts'
import { Denied, type Permission } from '#domain/access/permissions.ts'
import { knownBrowserCookie, sessionCookie } from '#domain/access/session-cookie.ts'
import { signalOf } from '#domain/consent/rules/gpc.ts'
import { readSession, whySessionEnded } from '#domain/people/sign-in/sessions.ts'
import { isLocale, type Locale } from '#i18n/locales.ts'
import { networkOf } from '#platform/http/client-address.ts'
import { services } from '#platform/services.ts'

/** The locale of the address; anything else is not a page of ours. */
export function localeOf(value: string): Locale {
  if (!isLocale(value)) notFound()
  return value
}

/** The address to count by when nobody is signed in, as set by the server in front. */
async function clientAddress(): Promise<string> {
  const given = await headers()
  return given.get('x-client-address') ?? given.get('x-forwarded-for')?.split(',').at(-1)?.trim() ?? 'unknown'
}

/** Where the request comes from, for limits. Reads a cookie, so only for actions and pages of one reader. */
async function requestClient(): Promise<Client> {
  const browser = (await cookies()).get(knownBrowserCookie(services().env).name)?.value
  return { network: networkOf(await clientAddress()), browser }
}

const requestId = async () => (await headers()).get('x-request-id') ?? undefined

/** For pages that look the same to everybody: no cookie is read. */
export async function visitorContext(locale: Locale): Promise<Context> {
  return contextFor(services(), { actor: visitor, locale, ...withId(await requestId()) })
}

const withId = (id: string | undefined) => (id === undefined ? {} : { requestId: id })

/** The privacy signal of the reader's browser. */
const browserSignal = async () => signalOf((await headers()).get('sec-gpc'))

/** The person who is signed in, asked once a request; null for a visitor. */
export const currentSession = cache(async () => {
  const portal = services()
  const token = (await cookies()).get(sessionCookie(portal.env).name)?.value
  return token ? readSession(portal, token) : null
})

/** The context of the signed-in person, otherwise of a visitor. */
export async function readerContext(locale: Locale): Promise<Context> {
  const session = await currentSession()
  const actor = session ? ({ kind: 'subject', subjectId: session.subjectId } as const) : visitor
  const [signal, client] = [await browserSignal(), await requestClient()]
  return contextFor(services(), { actor, locale, signal, client, ...withId(await requestId()) })
}

export type SubjectContext = Context & { actor: { kind: 'subject'; subjectId: string } }

/** For pages of a signed-in person; redirects a visitor to the sign-in and back. No consent is asked before them. */
export async function subjectContext(locale: Locale, path: string): Promise<SubjectContext> {
  const session = await currentSession()
  if (!session) redirect(`/${locale}/sign-in?next=${encodeURIComponent(path)}${await endedParam()}`)
  const actor = { kind: 'subject', subjectId: session.subjectId } as const
  const signal = await browserSignal()
  return { ...contextFor(services(), { actor, locale, signal, ...withId(await requestId()) }), actor }
}

/** For the sign-in page: why the session has ended whose cookie this browser still has. */
async function endedParam(): Promise<string> {
  const portal = services()
  const token = (await cookies()).get(sessionCookie(portal.env).name)?.value
  return token ? `&ended=${await whySessionEnded(portal, token)}` : ''
}

/** The id of the signed-in person an action is for. Throws `Denied` for a visitor. */
export function subjectOf(ctx: Context, permission: Permission): string {
  if (ctx.actor.kind !== 'subject') throw new Denied(ctx.actor, permission)
  return ctx.actor.subjectId
}
