import { createPublicKey } from 'node:crypto'
import type { Context } from '#domain/access/context.ts'
import type { SshSigner } from '#platform/crypto/ssh-signature.ts'

/** What is signed, as `ssh-keygen -Y verify` is told it with `-n`: a signature of one kind of text is none of another kind. */
export const EVIDENCE_NAMESPACE = 'portal-evidence'
/** What git names in the SSH signature of a tag. */
export const GIT_NAMESPACE = 'git'

/** The key that signs receipts, as it is at a moment. */
export function sshSignerAt({ services: { keys } }: Pick<Context, 'services'>, at: Date): SshSigner {
  const { keyId, sign } = keys.signers()(at)
  const pem = keys.publicKeys().find(({ id }) => id === keyId)?.pem ?? ''
  return { sign, publicKey: createPublicKey(pem) }
}
