'use server'

import { cookies } from 'next/headers'
import { endOfCookie, sessionCookie } from '#domain/access/session-cookie.ts'
import { proveRepresentative } from '#domain/people/minors/prove-representative.ts'
import { acceptRepresentationSchema } from '#domain/people/rules/person-schemas.ts'
import { actionError } from '../../_server/actions/action-error.ts'
import { defineAction } from '../../_server/actions/define-action.ts'

const fields: Record<string, string> = { 'wrong-capacity': 'capacity', 'learners-address': 'confirmed' }

/** The representative proves their mailbox, says in what capacity they act, and is signed in. */
export const confirmRepresentative = defineAction({
  input: acceptRepresentationSchema,
  secret: ['token'],
  run: async (ctx, input) => {
    const jar = await cookies()
    const session = sessionCookie(ctx.services.env)
    const previousSession = jar.get(session.name)?.value
    const proof = await proveRepresentative(ctx, input, { previousSession })
    if (proof.status === 'refused') {
      const field = fields[proof.code]
      return field ? actionError(proof.code, field) : proof
    }
    jar.set(session.name, proof.sessionToken, { ...session.options, expires: endOfCookie(proof.expiresAt) })
    return { to: `/${ctx.locale}/my/represented/${proof.representationId}` }
  },
  onDone: ({ to }) => ({ to, always: true }),
})
