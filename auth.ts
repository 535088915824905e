import NextAuth from 'next-auth'
import { authConfig } from '#app/_server/session/auth-config.ts'
import { services } from '#platform/services.ts'

// Nothing of this machine's settings may end up in a build.
const env = process.env.NEXT_PHASE === 'phase-production-build' ? null : services().env

// Without it the library would take its own address from the request's headers.
if (env) process.env.AUTH_URL = env.APP_URL

/** Whether the platform's single sign-on is set up; the sign-in page shows its button only then. */
export const hasPlatformSignIn = env?.OIDC_ISSUER !== undefined

/** Everything of next-auth that the portal uses. Pages ask `readSession`, never `auth()`. */
export const { handlers, signIn } = NextAuth(authConfig(env, services))
