import { and, eq } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { externalAccount, subject } from '#db/schema/people.ts'
import { asSystem, type Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import type { MasterKeys } from '#platform/crypto/master-keys.ts'
import { emailIndex } from '../record/subject-fields.ts'
import { parseEmailAddress } from '../rules/email-address.ts'

/** Claims of the platform's single sign-on; `email` only when it is verified there. */
export type PlatformClaims = { provider: string; accountId: string; email: string | null }

/** Why no subject was found; only for the log: people all see the same page. */
export type PlatformSignInError = 'unknown' | 'ambiguous' | 'other-account'

type Found = { subjectId: string } | { refused: PlatformSignInError }

/**
 * Finds the subject of a platform account and links them; creates nobody. In this order: an account linked before;
 * the verified address; the platform id, only for a subject without an address, so that a number in another system
 * never overrules a mailbox.
 */
export async function completePlatformSignIn(ctx: Context, claims: PlatformClaims): Promise<string | null> {
  authorize(ctx.actor, 'sign-in.prove')
  const { keys } = ctx.services
  return asSystem(ctx, 'sign-in').transaction(async (tx) => {
    const linked = await findLinked(tx, keys, claims.provider, claims.accountId)
    if (linked) return linked
    const found = await findPerson(tx, keys, claims)
    const link = 'subjectId' in found && (await linkAccount(tx, ctx, found.subjectId, claims))
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

/** False when the subject is linked to another account, or a concurrent call was faster. */
async function linkAccount(tx: Transaction, ctx: Context, subjectId: string, claims: PlatformClaims) {
  const { keys } = ctx.services
  const { provider, accountId } = claims
  const made = await tx
    .insert(externalAccount)
    .values({
      subjectId,
      provider,
      accountIndex: accountIndex(keys, provider, accountId),
      linkedAt: ctx.clock.now(),
    })
    .onConflictDoNothing()
    .returning({ subjectId: externalAccount.subjectId })
  if (made.length > 0) return true
  // Two sign-ins of the same person at once: the other has made the same link.
  return (await findLinked(tx, keys, provider, accountId)) === subjectId
}
