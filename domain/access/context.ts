import { buildContext, type Context as GenericContext } from '#platform/context.ts'
import { newId } from '#platform/ids.ts'
import type { Services } from '#platform/services.ts'
import { type Actor, actorId } from './actor.ts'
import type { Locale } from './locale.ts'

/** Where a request comes from. Limits on strangers are counted by it. */
export type Client = {
  /** As `networkOf` gives it; empty where nobody asks over a network. */
  network: string
  /** The value of `knownBrowserCookie`. */
  browser: string | undefined
}

/** A job or a command. */
const noClient: Client = { network: '', browser: undefined }

type AuditedAs = { actor: { kind: Actor['kind']; id: string | null }; requestId: string }

export type Context = GenericContext<Actor> & {
  locale: Locale
  /** The privacy signal of the reader's browser: Global Privacy Control, or none. */
  signal: '' | 'gpc'
  /** Where the request comes from. */
  client: Client
  /** How the audit log names the actor. */
  auditedAs: AuditedAs
}

/**
 * Row-level security follows the actor: a person sees their own rows, everybody else who passed `authorize` sees all. The
 * audit log takes records of this actor only.
 */
function settingsFor(actor: Actor): Record<string, string> {
  const acting = { 'app.actor': `${actor.kind}:${actorId(actor) ?? ''}` }
  if (actor.kind === 'visitor') return acting
  if (actor.kind === 'subject' || actor.kind === 'representative')
    return { ...acting, 'app.subject': actor.subjectId }
  return { ...acting, 'app.reach': 'all' }
}

/** A context for one request, job or command. */
// no permission: makes the context that use cases authorize
export function contextFor(
  services: Services,
  given: {
    actor: Actor
    locale: Locale
    requestId?: string
    signal?: Context['signal']
    client?: Client
  },
): Context {
  const requestId = given.requestId ?? newId()
  const built = buildContext(services, { ...given, requestId, settings: settingsFor(given.actor) })
  const auditedAs = { actor: { kind: given.actor.kind, id: actorId(given.actor) }, requestId }
  const { locale, signal = '', client = noClient } = given
  return { ...built, locale, signal, client, auditedAs }
}

/** The audit name of a person identified by this request: a sign-in is recorded as the person's own. */
// no permission: only names an actor
export const recordedAs = (ctx: Context, actor: AuditedAs['actor']): AuditedAs => ({
  actor,
  requestId: ctx.requestId,
})

/** The same request, but as the portal itself: for look-ups that must precede knowing who the person is. */
// no permission: makes the context that use cases authorize
export function asSystem(ctx: Context, task: string): Context {
  return contextFor(ctx.services, {
    actor: { kind: 'system', task },
    locale: ctx.locale,
    requestId: ctx.requestId,
  })
}
