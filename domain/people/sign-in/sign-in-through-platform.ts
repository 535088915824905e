import { and, eq } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { externalAccount, subject } from '#db/schema/people.ts'
import { asSystem, type Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/append.ts'
import type { MasterKeys } from '#platform/crypto/master-keys.ts'
import { emailIndex } from '../record/subject-fields.ts'
import { parseEmailAddress } from '../rules/email-address.ts'

/** What the platform's single sign-on says of somebody; `email` only when it says that it verified it. */
export type PlatformClaims = { provider: string; accountId: string; email: string | null }

/** Why nobody was found; for the log alone, everybody sees the same page. */
export type PlatformSignInError = 'unknown' | 'ambiguous' | 'other-account'

type Found = { subjectId: string } | { refused: PlatformSignInError }

/**
 * Finds the person an account of the platform belongs to and links them from then on; creates nobody. In this order: the
 * account linked before; the verified address; the platform's id, and that only for a person who has no address, so
 * that a number in another system can never overrule a mailbox.
 */
export async function completePlatformSignIn(ctx: Context, claims: PlatformClaims): Promise<string | null> {
  authorize(ctx.actor, 'sign-in.prove')
  const { keys } = ctx.services
  return asSystem(ctx, 'sign-in').transaction(async (tx) => {
    const linked = await findLinked(tx, keys, claims.provider, claims.accountId)
    if (linked) return linked
    const found = await findPerson(tx, keys, claims)
    const link = 'subjectId' in found && (await linkAccount(tx, keys, found.subjectId, claims))
    if (link) {
      const resource = `account:${claims.provider}`
      await append(tx, ctx.auditedAs, { action: 'account.link', subjectId: found.subjectId, resource })
      return found.subjectId
    }
    const reason = 'refused' in found ? found.refused : 'other-account'
    await append(tx, ctx.auditedAs, { action: 'sign-in.fail', reason: `platform-${reason}` })
    return null
  })
}

/** The provider's identifier is kept as a blind index only. */
const accountIndex = (keys: MasterKeys, provider: string, accountId: string) =>
  keys.blindIndex(accountId, `account:${provider}`)

/** The person linked to an account, or null. In a transaction that reaches everybody. */
export async function findLinked(tx: Transaction, keys: MasterKeys, provider: string, accountId: string) {
  const [linked] = await tx
    .select({ subjectId: externalAccount.subjectId })
    .from(externalAccount)
    .innerJoin(subject, eq(subject.subjectId, externalAccount.subjectId))
    .where(
      and(
        eq(externalAccount.provider, provider),
        eq(externalAccount.accountIndex, accountIndex(keys, provider, accountId)),
      ),
    )
  return linked?.subjectId ?? null
}

async function findPerson(tx: Transaction, keys: MasterKeys, claims: PlatformClaims): Promise<Found> {
  const person = { subjectId: subject.subjectId, emailIndex: subject.emailIndex }
  const address = parseEmailAddress(claims.email ?? '')
  const [byAddress] = address.ok
    ? await tx
        .select(person)
        .from(subject)
        .where(eq(subject.emailIndex, emailIndex(keys, address.address)))
    : []
  const [byId] = await tx.select(person).from(subject).where(eq(subject.externalId, claims.accountId))
  const withoutAddress = byId?.emailIndex === null ? byId : undefined
  // Two people, both plausible: joining them is not for a sign-in to decide.
  if (byAddress && withoutAddress) return { refused: 'ambiguous' }
  return byAddress ?? withoutAddress ?? { refused: 'unknown' }
}

/** False when the person is linked to another account already, or somebody was faster. */
async function linkAccount(tx: Transaction, keys: MasterKeys, subjectId: string, claims: PlatformClaims) {
  const { provider, accountId } = claims
  const made = await tx
    .insert(externalAccount)
    .values({ subjectId, provider, accountIndex: accountIndex(keys, provider, accountId) })
    .onConflictDoNothing()
    .returning({ subjectId: externalAccount.subjectId })
  if (made.length > 0) return true
  // Two sign-ins of the same person at once: the other has made the same link.
  return (await findLinked(tx, keys, provider, accountId)) === subjectId
}
