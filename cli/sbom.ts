import { sign } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { authorize } from '#domain/access/permissions.ts'
import { makeBackupKeys } from '#platform/crypto/backup-keys.ts'
import { KeyFileError } from '#platform/crypto/key-files.ts'
import { signForSsh } from '#platform/crypto/ssh-signature.ts'
import { readEnvironment } from '#platform/env.ts'
import { projectFolder } from '#platform/packages/read-packages.ts'
import { readSbom, SbomFailed, sbomNamespace } from '#platform/packages/sbom.ts'
import { type Command, CommandFailed } from './command.ts'
import { signerLine } from './signer-line.ts'

export const sbomCommand: Command = {
  name: 'sbom',
  summary: 'writes the list of packages that run in production (CycloneDX), and a signature beside it',
  options: [{ flags: '--to <file>', summary: 'instead of sbom.cdx.json in the folder of the portal' }],
  async run({ options }) {
    authorize({ kind: 'system', task: 'sbom' }, 'installation.check')
    try {
      const file = resolve(projectFolder, options.to ?? 'sbom.cdx.json')
      const sbom = await readSbom()
      const text = Buffer.from(`${JSON.stringify(sbom, null, 2)}\n`)
      const keys = await makeBackupKeys(readEnvironment(process.env).keysDir)
      const signature = signForSsh(text, {
        publicKey: keys.publicKey,
        sign: (data) => sign(null, data, keys.privateKey),
        namespace: sbomNamespace,
      })
      writeFileSync(file, text)
      writeFileSync(`${file}.sig`, signature)
      const signer = signerLine(keys.publicKey)
      return {
        json: { file, signature: `${file}.sig`, components: sbom.components.length, allowedSigners: signer },
        lines: [
          `${file}: ${sbom.components.length} packages, CycloneDX ${sbom.specVersion}`,
          'With this line as the file allowed_signers, anybody verifies it:',
          signer,
          `ssh-keygen -Y verify -f allowed_signers -I portal -n ${sbomNamespace} -s ${file}.sig < ${file}`,
        ],
      }
    } catch (error) {
      if (error instanceof SbomFailed || error instanceof KeyFileError) throw new CommandFailed(error.message)
      throw error
    }
  },
}
