import { cookies } from 'next/headers'
import type { Context } from '#domain/access/context.ts'
import { KNOWN_BROWSER_LASTS_MS } from '#domain/access/known-browser.ts'
import { knownBrowserCookie } from '#domain/access/session-cookie.ts'

/** Remembers in this browser that somebody has signed in with it, so that strangers cannot use up its limits. */
export async function keepKnownBrowser({ services }: Context, value: string): Promise<void> {
  const { name, options } = knownBrowserCookie(services.env)
  const jar = await cookies()
  jar.set(name, value, { ...options, maxAge: KNOWN_BROWSER_LASTS_MS / 1000 })
}
