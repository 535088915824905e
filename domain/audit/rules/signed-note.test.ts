import { generateKeyPairSync, sign } from 'node:crypto'
import { expect, test } from 'vitest'
import { checkpointText, logNumberOf, originOf, readCheckpoint } from './checkpoint.ts'
import { openNote, readVerifierKey, signNote, verifierKeyText } from './signed-note.ts'
import { readTilePath } from './tile-path.ts'

// From the documentation of Go's golang.org/x/mod/sumdb/note.
const goKey = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'
const goNote =
  "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n" +
  '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n'

test('reads a note and a key of the reference program', () => {
  const key = readVerifierKey(goKey)
  if (!key) throw new Error('not read')
  expect(openNote(goNote, key)).toMatch(/^If you think .* is\.\n$/s)
  expect(openNote(goNote.replace('answer', 'question'), key)).toBeNull()
  expect(verifierKeyText(key.name, key.publicKey)).toBe(goKey)
})

test('opens only what the key signed, under its name', () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const signer = { name: 'portal.kz/audit', publicKey, sign: (data: Buffer) => sign(null, data, privateKey) }
  const text = checkpointText({ origin: signer.name, size: 17, root: Buffer.alloc(32, 7) })
  const note = signNote(text, signer)
  const key = readVerifierKey(verifierKeyText(signer.name, publicKey))
  const other = readVerifierKey(verifierKeyText('portal.kz/audit/2', publicKey))
  if (!key || !other) throw new Error('not read')
  expect(openNote(note, key)).toBe(text)
  expect(readCheckpoint(text)).toEqual({ origin: signer.name, size: 17, root: Buffer.alloc(32, 7) })
  for (const wrong of [
    note.replace('17', '18'),
    note.trimEnd(),
    text,
    '',
    note.replace('— portal', '- portal'),
  ])
    expect(openNote(wrong, key)).toBeNull()
  expect(openNote(note, other)).toBeNull()
})

test.each(['', 'a+b', 'name+00000000+AAAA', `${goKey}A`, goKey.replace('c74', 'd74')])(
  '%o is no verifier key',
  (text) => {
    expect(readVerifierKey(text)).toBeNull()
  },
)

test('a log after a break has a name of its own', () => {
  expect(originOf('https://privacy.kz', 1)).toBe('privacy.kz/audit')
  expect(originOf('https://privacy.kz', 3)).toBe('privacy.kz/audit/3')
  const of = (logNumber: number) =>
    logNumberOf(
      checkpointText({ origin: originOf('https://privacy.kz', logNumber), size: 1, root: Buffer.alloc(32) }),
    )
  expect([of(1), of(3), logNumberOf('nothing')]).toEqual([1, 3, 0])
})

test.each([
  ['0/000', { level: 0, index: 0, width: 256 }],
  ['0/x001/x234/067', { level: 0, index: 1234067, width: 256 }],
  ['2/005.p/17', { level: 2, index: 5, width: 17 }],
])('%s is a tile', (path, tile) => {
  expect(readTilePath(path)).toEqual(tile)
})
test.each([
  '',
  '0',
  '0/0',
  '00/000',
  '64/000',
  '0/000.p/0',
  '0/000.p/256',
  '0/x000/001',
  '0/001/002',
  'entries/000',
  '-1/000',
])('%o is none', (path) => {
  expect(readTilePath(path)).toBeNull()
})
