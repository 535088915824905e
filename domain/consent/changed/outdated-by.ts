import { and, eq, gt, inArray, isNull, lt, or } from 'drizzle-orm'
import { consentState } from '#db/schema/consent.ts'
import type { PurposeCode } from '../rules/catalogue.ts'

/** Consents in force to what a version of the policy changes: those that its publication ends. */
export const outdatedBy = (version: number, purposes: readonly string[], now: Date) =>
  and(
    eq(consentState.decision, 'granted'),
    inArray(consentState.purpose, purposes as PurposeCode[]),
    lt(consentState.policyVersion, version),
    or(isNull(consentState.expiresAt), gt(consentState.expiresAt, now)),
  )
