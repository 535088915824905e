import { generateKeyPairSync, sign } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { toolIn } from '#testing/packages.ts'
import { allowedSigner, sshFingerprint, sshSignature } from './ssh-signature.ts'

const message = 'Қазақша мәтін\n'
const namespace = 'test'
const { privateKey, publicKey } = generateKeyPairSync('ed25519')
const pem = publicKey.export({ format: 'pem', type: 'spki' }).toString()
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portal-ssh-'))
  const signature = sshSignature(message, { pem, namespace, sign: (data) => sign(null, data, privateKey) })
  await writeFile(join(folder, 'sig'), signature)
  await writeFile(join(folder, 'signers'), allowedSigner('portal', namespace, pem))
})
afterAll(() => rm(folder, { recursive: true }))

const verify = (who: string, of: string, text: string) =>
  toolIn(folder, 'ssh-keygen', ['-Y', 'verify', '-f', 'signers', '-I', who, '-n', of, '-s', 'sig'], text)

test('ssh-keygen accepts the signature, and names the key by its fingerprint', async () => {
  const said = await verify('portal', namespace, message)
  expect(said).toContain('Good "test" signature for portal')
  expect(said).toContain(sshFingerprint(pem))
})

test.each([
  ['another text', 'portal', namespace, `${message} `],
  ['another purpose', 'portal', 'file', message],
  ['another signer', 'somebody', namespace, message],
])('ssh-keygen refuses it for %s', async (_, who, of, text) => {
  await expect(verify(who, of, text)).rejects.toThrow()
})
