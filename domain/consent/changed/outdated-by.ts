import { and, eq, gt, inArray, isNull, lt, not, or, type SQL } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import { consentState } from '#db/schema/consent.ts'

/**
 * What a version of the policy touches: purposes under which something else is done, and what it retires, by the name of the
 * choice without its channel.
 */
export type Touched = { purposes: readonly string[]; retired: readonly string[] }

export const touchesNothing = ({ purposes, retired }: Touched) => purposes.length + retired.length === 0

/** For a count over the consents of a million people: the usual deadline is that of a page. */
export const countingMs = 120_000

type Named = { purpose: PgColumn; topic: PgColumn }

function isAbout(table: Named, name: string) {
  const [purpose = '', topic = ''] = name.split('/')
  return and(eq(table.purpose, purpose), eq(table.topic, topic))
}

/** Rows about what is touched, of a table that names choices. */
export const isTouched = (table: Named, { purposes, retired }: Touched) =>
  or(inArray(table.purpose, [...purposes]), ...retired.map((name) => isAbout(table, name)))

/** Rows about what is offered after the version. */
export const isStillOffered = (table: Named, retired: readonly string[]): SQL | undefined => {
  const gone = or(...retired.map((name) => isAbout(table, name)))
  return gone && not(gone)
}

/** Consents in force to what a version of the policy changes: those that its publication ends. */
export const outdatedBy = (version: number, touched: Touched, now: Date) =>
  and(
    eq(consentState.decision, 'granted'),
    isTouched(consentState, touched),
    lt(consentState.policyVersion, version),
    or(isNull(consentState.expiresAt), gt(consentState.expiresAt, now)),
  )
