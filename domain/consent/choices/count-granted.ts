import { and, count, eq, gt, inArray, isNull, or } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { consentState } from '#db/schema/consent.ts'
import type { PurposeCode } from '../rules/catalogue.ts'

/** How many of these people have consented to a purpose, and the consent has not ended. The caller has authorized. */
export async function countGranted(
  tx: Transaction,
  purpose: PurposeCode,
  { subjectIds, now }: { subjectIds: readonly string[]; now: Date },
): Promise<number> {
  const [row] = await tx
    .select({ count: count() })
    .from(consentState)
    .where(
      and(
        eq(consentState.purpose, purpose),
        eq(consentState.topic, ''),
        eq(consentState.decision, 'granted'),
        or(isNull(consentState.expiresAt), gt(consentState.expiresAt, now)),
        inArray(consentState.subjectId, [...subjectIds]),
      ),
    )
  return row?.count ?? 0
}
