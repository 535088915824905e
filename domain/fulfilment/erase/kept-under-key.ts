import type { DataSource, SourceSubject } from '../rules/source.ts'

/**
 * Whether something that a law keeps in the portal is encrypted under the person's key; then the key is kept with it. What
 * cannot be read counts as encrypted.
 */
// no permission: the use cases that plan or carry out an erasure have authorized
export async function keptUnderKey(
  portal: DataSource,
  subject: SourceSubject,
  signal: AbortSignal,
): Promise<boolean> {
  const items = portal.items.filter(
    ({ erase, fields }) =>
      erase.how === 'keep' && fields.some(({ encryptedFor }) => encryptedFor !== undefined),
  )
  for await (const one of portal.collect(subject, { items: items.map(({ id }) => id) }, signal)) {
    if ('failure' in one) return true
    const { item, values } = one.record
    const isEncrypted = item.fields.some(
      ({ column, encryptedFor }) => encryptedFor !== undefined && values[column] !== null,
    )
    if (isEncrypted) return true
  }
  return false
}
