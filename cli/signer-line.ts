import type { KeyObject } from 'node:crypto'
import { namespace } from '#domain/backups/archive/write-archive.ts'
import { sshPublicKey } from '#platform/crypto/ssh-signature.ts'
import { sbomNamespace } from '#platform/packages/sbom.ts'

/** The line of `allowed_signers` by which `ssh-keygen -Y verify` knows the key of backups and of the list of packages. */
export const signerLine = (publicKey: KeyObject) =>
  `portal namespaces="${namespace},${sbomNamespace}" ${sshPublicKey(publicKey)}`
