import { generateKeyPairSync, sign } from 'node:crypto'
import { expect, test } from 'vitest'
import { cosignatureOf, readWitnessKey } from './cosignature.ts'
import { keyIdOf } from './signed-note.ts'

const { publicKey, privateKey } = generateKeyPairSync('ed25519')
const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32)
const name = 'auditor.example/witness'
const id = keyIdOf(name, raw, 4)
const keyText = `${name}+${id.toString('hex')}+${Buffer.concat([Buffer.from([4]), raw]).toString('base64')}`
const body = 'portal.kz/audit\n17\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n'

function lineOf(time: bigint, { signed = time, text = body } = {}) {
  const at = Buffer.alloc(8)
  at.writeBigUInt64BE(time)
  const signature = sign(null, Buffer.from(`cosignature/v1\ntime ${signed}\n${text}`), privateKey)
  return `— ${name} ${Buffer.concat([id, at, signature]).toString('base64')}`
}

const key = readWitnessKey(keyText)
if (!key) throw new Error('not read')

test('the signature says when the witness looked', () => {
  const line = lineOf(1_790_000_000n)
  const other = '— portal.kz/audit AAAAAAAA'
  expect(cosignatureOf(`${body}\n${other}\n${line}\n`, key)).toEqual({
    witness: name,
    line,
    at: new Date(1_790_000_000_000),
  })
})

test.each([
  ['another time', lineOf(1_790_000_000n, { signed: 1_790_000_001n })],
  ['another text', lineOf(1_790_000_000n, { text: body.replace('17', '18') })],
  ['a time that no calendar has', lineOf(2n ** 63n)],
  ['another name', lineOf(1_790_000_000n).replace('auditor', 'other')],
  ['no signature', `— ${name} ${id.toString('base64')}`],
])('%s is refused', (_, line) => expect(cosignatureOf(`${body}\n${line}\n`, key)).toBeNull())

test.each([
  '',
  keyText.replace(/\+\w{8}\+/, '+00000000+'),
  keyText.slice(0, -4),
  // The key of a log: it signs another text.
  'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
])('%o is not the key of a witness', (text) => expect(readWitnessKey(text)).toBeNull())
