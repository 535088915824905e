import { and, eq, gt, inArray, isNull, lt, or } from 'drizzle-orm'
import { consentState } from '#db/schema/consent.ts'

/**
 * What a version of the policy touches: purposes under which something else is done, and what it retires, by the name of the
 * choice without its channel.
 */
export type Touched = { purposes: readonly string[]; retired: readonly string[] }

export const touchesNothing = ({ purposes, retired }: Touched) => purposes.length + retired.length === 0

function isAbout(name: string) {
  const [purpose = '', topic = ''] = name.split('/')
  return and(eq(consentState.purpose, purpose), eq(consentState.topic, topic))
}

/** Consents in force to what a version of the policy changes: those that its publication ends. */
export const outdatedBy = (version: number, { purposes, retired }: Touched, now: Date) =>
  and(
    eq(consentState.decision, 'granted'),
    or(inArray(consentState.purpose, [...purposes]), ...retired.map(isAbout)),
    lt(consentState.policyVersion, version),
    or(isNull(consentState.expiresAt), gt(consentState.expiresAt, now)),
  )
