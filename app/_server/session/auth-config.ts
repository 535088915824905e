import type { NextAuthConfig } from 'next-auth'
import { visitor } from '#domain/access/actor.ts'
import { contextFor } from '#domain/access/context.ts'
import { safeReturnPath } from '#domain/access/return-path.ts'
import { sessionCookie } from '#domain/access/session-cookie.ts'
import { authAdapter } from '#domain/people/sign-in/auth-adapter.ts'
import { SESSION_LASTS_MS } from '#domain/people/sign-in/sessions.ts'
import { completePlatformSignIn } from '#domain/people/sign-in/sign-in-through-platform.ts'
import { newToken } from '#platform/crypto/tokens.ts'
import type { Environment } from '#platform/env.ts'
import type { Services } from '#platform/services.ts'

/** The platform's single sign-on, as next-auth names it: part of the address that the platform sends people back to. */
export const PLATFORM = 'platform'

type Settings = Pick<
  Environment,
  'APP_URL' | 'AUTH_SECRET' | 'OIDC_ISSUER' | 'OIDC_CLIENT_ID' | 'OIDC_CLIENT_SECRET'
>

/** Configures next-auth. `env` is null while the pages are built: nobody signs in then. */
export function authConfig(env: Settings | null, services: () => Services): NextAuthConfig {
  const lasts = SESSION_LASTS_MS / 1000
  return {
    adapter: authAdapter(services),
    providers: env?.OIDC_ISSUER ? [platform(env)] : [],
    secret: env?.AUTH_SECRET ?? '',
    basePath: '/api/auth',
    trustHost: true,
    pages: { signIn: '/sign-in', error: '/sign-in' },
    // Due for renewal only when over, so that the library never moves the end.
    session: {
      strategy: 'database',
      maxAge: lasts,
      updateAge: lasts,
      generateSessionToken: () => newToken().token,
    },
    useSecureCookies: env?.APP_URL.startsWith('https://') ?? true,
    ...(env && { cookies: { sessionToken: sessionCookie(env) } }),
    callbacks: {
      async signIn({ account, profile }) {
        if (account?.provider !== PLATFORM || !profile?.sub) return false
        const ctx = contextFor(services(), { actor: visitor, locale: 'kk' })
        const email = profile.email_verified === true && profile.email ? profile.email : null
        const accountId = account.providerAccountId
        return (await completePlatformSignIn(ctx, { provider: PLATFORM, accountId, email })) !== null
      },
      redirect: ({ url, baseUrl }) => baseUrl + (safeReturnPath(withoutOrigin(url, baseUrl)) ?? '/my'),
      session: ({ session }) => ({ ...session, user: { id: session.userId } }),
    },
    logger: {
      // The library's errors may quote claims and tokens: the kind of error is enough.
      error: (error) =>
        services().log.warn({ kind: 'type' in error ? error.type : error.name }, 'single sign-on failed'),
      warn: () => {},
      debug: () => {},
    },
  }
}

const withoutOrigin = (url: string, baseUrl: string) =>
  url.startsWith(baseUrl) ? url.slice(baseUrl.length) : url

function platform(env: Settings): NextAuthConfig['providers'][number] {
  return {
    id: PLATFORM,
    name: 'Platform',
    type: 'oidc',
    issuer: env.OIDC_ISSUER,
    clientId: env.OIDC_CLIENT_ID,
    clientSecret: env.OIDC_CLIENT_SECRET,
    authorization: { params: { scope: 'openid email' } },
    checks: ['pkce', 'state', 'nonce'],
    // With a code, a conforming provider gives the address at its userinfo endpoint and not in the token.
    idToken: false,
    profile: ({ sub }) => ({ id: sub }),
  }
}
