import { spawnSync } from 'node:child_process'
import { generateKeyPairSync, sign } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { isSignedForSsh, signForSsh, sshFingerprint, sshPublicKey } from './ssh-signature.ts'

const folder = mkdtempSync(join(tmpdir(), 'portal-ssh-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function newSigner() {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  return { publicKey, sign: (bytes: Uint8Array) => sign(null, bytes, privateKey) }
}
const keys = newSigner()
const namespace = 'portal-backup'
const data = Buffer.from('a list of files\n')
const signature = signForSsh(data, { ...keys, namespace })
const hasSsh = spawnSync('ssh-keygen', ['-?']).error === undefined

const verifyWithSsh = (given: { data: Buffer; signature: string; namespace: string }) => {
  writeFileSync(join(folder, 'signers'), `portal ${sshPublicKey(keys.publicKey)}\n`)
  writeFileSync(join(folder, 'sig'), given.signature)
  const args = ['-Y', 'verify', '-f', 'signers', '-I', 'portal', '-n', given.namespace, '-s', 'sig']
  return spawnSync('ssh-keygen', args, { cwd: folder, input: given.data, encoding: 'utf8' }).status
}

test.skipIf(!hasSsh)('ssh-keygen accepts it, and refuses other bytes and another namespace', () => {
  expect(verifyWithSsh({ data, signature, namespace })).toBe(0)
  expect(verifyWithSsh({ data: Buffer.from('another list\n'), signature, namespace })).not.toBe(0)
  expect(verifyWithSsh({ data, signature, namespace: 'git' })).not.toBe(0)
})

test.skipIf(!hasSsh)('ssh-keygen shows the same fingerprint', () => {
  writeFileSync(join(folder, 'key.pub'), `${sshPublicKey(keys.publicKey)}\n`)
  const shown = spawnSync('ssh-keygen', ['-l', '-f', 'key.pub'], { cwd: folder, encoding: 'utf8' }).stdout
  expect(shown.split(' ')[1]).toBe(sshFingerprint(keys.publicKey))
})

test.each([
  ['the same bytes', data, signature, namespace, true],
  ['other bytes', Buffer.from('x'), signature, namespace, false],
  ['another namespace', data, signature, 'git', false],
  ['a signature by another key', data, signForSsh(data, { ...newSigner(), namespace }), namespace, false],
  ['no signature', data, 'nothing', namespace, false],
  ['a cut signature', data, `${signature.slice(0, 90)}\n-----END SSH SIGNATURE-----\n`, namespace, false],
] as const)('%s', (_name, bytes, text, space, good) =>
  expect(isSignedForSsh(bytes, text, { publicKey: keys.publicKey, namespace: space })).toBe(good),
)
