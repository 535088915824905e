import { and, eq, gt, isNull } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { emailChange, externalAccount, minor, subject } from '#db/schema/people.ts'
import type { Context } from '#domain/access/context.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import type { LocalDate } from '#platform/time/local-date.ts'

export type AccountFacts = {
  createdAt: Date
  updatedAt: Date
  /** When the first page after the first sign-in was answered. */
  welcomedAt: Date | null
  /** Since when the platform's single sign-on opens the account; null: it does not. */
  linkedAt: Date | null
  /** A change of address that waits for a confirmation, since then. */
  changingEmailSince: Date | null
  /** The day on which they turn 18; null for adults, and for people who did not say. */
  adultOn: LocalDate | null
}

/** What the portal knows of an account beside its contacts; undefined for an unknown subject. The caller has authorized. */
export async function readAccount(
  tx: Transaction,
  ctx: Context,
  subjectId: string,
): Promise<AccountFacts | undefined> {
  const now = ctx.clock.now()
  const [account] = await tx.select().from(subject).where(eq(subject.subjectId, subjectId))
  if (!account) return undefined
  const [linked] = await tx
    .select({ at: externalAccount.linkedAt })
    .from(externalAccount)
    .where(eq(externalAccount.subjectId, subjectId))
    .limit(1)
  const [change] = await tx
    .select({ since: emailChange.createdAt })
    .from(emailChange)
    .where(
      and(eq(emailChange.subjectId, subjectId), isNull(emailChange.closedAt), gt(emailChange.expiresAt, now)),
    )
    .limit(1)
  const [young] = await tx
    .select({ adultOn: minor.adultOn })
    .from(minor)
    .where(and(eq(minor.subjectId, subjectId), gt(minor.adultOn, almatyDate(now))))
  const { createdAt, updatedAt, welcomedAt } = account
  return {
    createdAt,
    updatedAt,
    welcomedAt,
    linkedAt: linked?.at ?? null,
    changingEmailSince: change?.since ?? null,
    adultOn: young?.adultOn ?? null,
  }
}
