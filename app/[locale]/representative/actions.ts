'use server'

import { cookies } from 'next/headers'
import { endOfCookie, sessionCookie } from '#domain/access/session-cookie.ts'
import { proveRepresentative } from '#domain/people/minors/prove-representative.ts'
import { acceptRepresentationSchema } from '#domain/people/rules/person-schemas.ts'
import { actionError } from '../../_server/actions/action-error.ts'
import { defineAction } from '../../_server/actions/define-action.ts'

const fields: Record<string, string> = { 'wrong-capacity': 'capacity', 'learners-address': 'confirmed' }

/** The representative proves their mailbox, says in what capacity they act, and is signed in where the account is new. */
export const confirmRepresentative = defineAction({
  input: acceptRepresentationSchema,
  secret: ['token'],
  run: async (ctx, input) => {
    const jar = await cookies()
    const session = sessionCookie(ctx.services.env)
    const previousSession = jar.get(session.name)?.value
    const proof = await proveRepresentative(ctx, input, { previousSession })
    if (proof.status === 'refused') {
      if (proof.code === 'no-name') return actionError('empty', 'fullName')
      const field = fields[proof.code]
      return field ? actionError(proof.code, field) : proof
    }
    const to = `/${ctx.locale}/my/represented/${proof.representationId}`
    // Who is signed in already is led on by that page.
    if (!proof.session) return { to: `/${ctx.locale}/sign-in?next=${encodeURIComponent(to)}` }
    const { token, expiresAt } = proof.session
    jar.set(session.name, token, { ...session.options, expires: endOfCookie(expiresAt) })
    return { to }
  },
  onDone: ({ to }) => ({ to, always: true }),
})
