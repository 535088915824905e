import { and, eq, gt, isNull } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { passkeyChallenge } from '#db/schema/staff.ts'
import type { passkeyUses } from '#db/schema/staff-codes.ts'
import { hashToken, newToken } from '#platform/crypto/tokens.ts'

const CHALLENGE_LASTS_MS = 5 * 60_000

type Asked = {
  use: (typeof passkeyUses)[number]
  /** Null for a sign-in. */
  staffId: string | null
  /** The token of the session, or of the sign-in cookie: only the browser that was asked may answer. */
  browserToken: string
}

/** 256 random bits that an authenticator signs. */
export async function startChallenge(tx: Transaction, now: Date, asked: Asked) {
  const { use, staffId, browserToken } = asked
  const { token, hash } = newToken()
  const expiresAt = new Date(now.getTime() + CHALLENGE_LASTS_MS)
  await tx.insert(passkeyChallenge).values({
    challengeHash: hash,
    use,
    staffId,
    browserHash: hashToken(browserToken),
    createdAt: now,
    expiresAt,
  })
  return { challenge: Buffer.from(token, 'base64url'), expiresAt }
}

/**
 * Uses up the challenge that an answer names, and returns it; null where it was used before, expired, or was asked of
 * another browser, of another member or for another use. Wrong answers use it up too (ASVS 6.7.2).
 */
export async function takeChallenge(
  tx: Transaction,
  now: Date,
  asked: Asked & { clientDataJSON: string },
): Promise<string | null> {
  const challenge = challengeIn(asked.clientDataJSON)
  if (challenge === null) return null
  const { use, staffId, browserToken } = asked
  const taken = await tx
    .delete(passkeyChallenge)
    .where(
      and(
        eq(passkeyChallenge.challengeHash, hashToken(challenge)),
        eq(passkeyChallenge.use, use),
        staffId === null ? isNull(passkeyChallenge.staffId) : eq(passkeyChallenge.staffId, staffId),
        eq(passkeyChallenge.browserHash, hashToken(browserToken)),
        gt(passkeyChallenge.expiresAt, now),
      ),
    )
    .returning({ use: passkeyChallenge.use })
  return taken.length > 0 ? challenge : null
}

function challengeIn(clientDataJSON: string): string | null {
  try {
    const { challenge } = JSON.parse(Buffer.from(clientDataJSON, 'base64url').toString('utf8'))
    return typeof challenge === 'string' ? challenge : null
  } catch {
    return null
  }
}
