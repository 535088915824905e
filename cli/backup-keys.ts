import { authorize } from '#domain/access/permissions.ts'
import { makeBackupKeys } from '#platform/crypto/backup-keys.ts'
import { readEnvironment } from '#platform/env.ts'
import type { Command } from './command.ts'
import { signerLine } from './signer-line.ts'

export const backupKeys: Command = {
  name: 'backup keys',
  summary: 'prints what a stranger needs to check the signature of a backup, and who can open one',
  async run() {
    authorize({ kind: 'system', task: 'backup keys' }, 'installation.check')
    const env = readEnvironment(process.env)
    const keys = await makeBackupKeys(env.keysDir)
    const signer = signerLine(keys.publicKey)
    const { recipients } = env.backups
    return {
      json: { allowedSigners: signer, recipient: keys.recipient, others: recipients },
      lines: [
        'Keep this line beside your offline key, as the file allowed_signers:',
        signer,
        '',
        'Backups are encrypted to the portal itself, for its nightly drill:',
        keys.recipient,
        ...(recipients.length > 0
          ? ['and to BACKUP_RECIPIENTS:', ...recipients]
          : ['and to nobody else: set BACKUP_RECIPIENTS to the public key of an offline key (age-keygen).']),
      ],
    }
  },
}
