import type { Adapter, AdapterUser } from 'next-auth/adapters'
import { contextFor, recordedAs } from '#domain/access/context.ts'
import { append } from '#domain/audit/record/append.ts'
import { hashToken } from '#platform/crypto/tokens.ts'
import type { Services } from '#platform/services.ts'
import { endReplacedSession, openSession, readSession } from './sessions.ts'
import { findLinked } from './sign-in-through-platform.ts'

/** People are made by import and API alone; a sign-in that needs a new one should have been refused before. */
export class UserCreationForbidden extends Error {
  override name = 'UserCreationForbidden'
}

/** What next-auth learns of a person: an id, and nothing that it could leave in plain text somewhere. */
const userOf = (subjectId: string): AdapterUser => ({ id: subjectId, email: '', emailVerified: null })

const refuse = () =>
  Promise.reject(new UserCreationForbidden('next-auth asked to write a person or an account'))

/**
 * next-auth's sessions over `subject_session`: hashed tokens, an end that nothing moves, an audit record for each
 * sign-in. Accounts are linked by `completePlatformSignIn` before this is asked.
 */
export function authAdapter(services: () => Services): Adapter {
  const system = () => contextFor(services(), { actor: { kind: 'system', task: 'sign-in' }, locale: 'kk' })
  return {
    createUser: refuse,
    updateUser: refuse,
    linkAccount: refuse,
    getUser: async (id) => userOf(id),
    getUserByEmail: async () => null,
    async getUserByAccount({ provider, providerAccountId }) {
      const ctx = system()
      const found = await ctx.transaction((tx) =>
        findLinked(tx, ctx.services.keys, provider, providerAccountId),
      )
      return found === null ? null : userOf(found)
    },
    async createSession({ sessionToken, userId }) {
      const ctx = system()
      return ctx.transaction(async (tx) => {
        const token = { token: sessionToken, hash: hashToken(sessionToken) }
        const { expiresAt } = await openSession(tx, userId, 'oidc', ctx.clock.now(), token)
        const by = recordedAs(ctx, { kind: 'subject', id: userId })
        await append(tx, by, { action: 'sign-in.succeed', subjectId: userId, reason: 'oidc' })
        return { sessionToken, userId, expires: expiresAt }
      })
    },
    async getSessionAndUser(sessionToken) {
      const session = await readSession(services(), sessionToken)
      if (!session) return null
      const { subjectId, expiresAt } = session
      return { session: { sessionToken, userId: subjectId, expires: expiresAt }, user: userOf(subjectId) }
    },
    // The end of a session is absolute.
    updateSession: async () => null,
    async deleteSession(sessionToken) {
      const ctx = system()
      await ctx.transaction((tx) => endReplacedSession(tx, ctx, sessionToken))
    },
  }
}
