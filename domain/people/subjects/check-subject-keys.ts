import { and, asc, count, eq, isNotNull, isNull, or } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { erasedSubject, subject, subjectKey } from '#db/schema/people.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { decryptFields, readSubjectCiphers } from '../record/subject-fields.ts'

/** Enough to see that keys and fields belong together. */
const sample = 200

/**
 * Whether the keys folder opens the keystore, and the keystore the fields: every master key that is used is there, and the
 * fields of the first people decrypt. Returns how many were decrypted, and how many of all people have fields and no key
 * although they were not erased. Throws `MasterKeyMissing`, `WrappedKeyDamaged`, `FieldUndecryptable`.
 */
export async function checkSubjectKeys(ctx: Context): Promise<{ people: number; withoutKey: number }> {
  authorize(ctx.actor, 'installation.check')
  const { keys } = ctx.services
  return ctx.transaction(async (tx) => {
    const versions = await tx.selectDistinct({ version: subjectKey.masterVersion }).from(subjectKey)
    keys.requireVersions(versions.map(({ version }) => version))
    const rows = await tx.select().from(subject).orderBy(asc(subject.subjectId)).limit(sample)
    const ids = rows.map(({ subjectId }) => subjectId)
    const ciphers = await readSubjectCiphers(tx, keys, ids)
    let people = 0
    for (const row of rows) {
      const cipher = ciphers.get(row.subjectId)
      if (!cipher) continue
      decryptFields(cipher, row)
      people += 1
    }
    return { people, withoutKey: await countWithoutKey(tx) }
  })
}

async function countWithoutKey(tx: Transaction): Promise<number> {
  const [row] = await tx
    .select({ people: count() })
    .from(subject)
    .leftJoin(subjectKey, eq(subjectKey.subjectId, subject.subjectId))
    .leftJoin(erasedSubject, eq(erasedSubject.subjectId, subject.subjectId))
    .where(
      and(
        isNull(subjectKey.subjectId),
        isNull(erasedSubject.subjectId),
        or(isNotNull(subject.emailSealed), isNotNull(subject.nameSealed), isNotNull(subject.phoneSealed)),
      ),
    )
  return row?.people ?? 0
}
