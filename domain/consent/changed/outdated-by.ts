import { and, eq, gt, inArray, isNull, lt, or } from 'drizzle-orm'
import { consentState } from '#db/schema/consent.ts'
import type { PurposeCode } from '../rules/catalogue.ts'

/** What a version of the policy touches: purposes under which something else is done, and topics that it retires. */
export type Touched = { purposes: readonly string[]; topics: readonly string[] }

export const touchesNothing = ({ purposes, topics }: Touched) => purposes.length + topics.length === 0

/** Consents in force to what a version of the policy changes: those that its publication ends. */
export const outdatedBy = (version: number, { purposes, topics }: Touched, now: Date) =>
  and(
    eq(consentState.decision, 'granted'),
    or(inArray(consentState.purpose, purposes as PurposeCode[]), inArray(consentState.topic, [...topics])),
    lt(consentState.policyVersion, version),
    or(isNull(consentState.expiresAt), gt(consentState.expiresAt, now)),
  )
