import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { oldestNode } from '#testing/oldest-node.ts'
import { receiptVectors } from '#testing/receipt-vectors.ts'

const publicFolder = join(import.meta.dirname, '../../../public')
const published: {
  keys: Record<string, string>[]
  receipts: { name: string; genuine: boolean; receipt: object }[]
} = JSON.parse(readFileSync(join(publicFolder, 'receipt-vectors.json'), 'utf8'))

test('receipts are built and signed as the published vectors are, byte for byte', () => {
  expect(JSON.stringify(receiptVectors())).toBe(JSON.stringify(published))
})

describe('the published script', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'portal-vectors-'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  const write = (name: string, value: object) => {
    writeFileSync(join(folder, name), JSON.stringify(value))
    return join(folder, name)
  }
  const run = (node: string, receipt: object, keys: object) =>
    spawnSync(
      node,
      [join(publicFolder, 'verify-receipt.mjs'), write('receipt.json', receipt), write('keys.json', keys)],
      { encoding: 'utf8' },
    )
  test.each(published.receipts)('judges a receipt: $name', ({ receipt, genuine }) => {
    for (const node of new Set([process.execPath, oldestNode()])) {
      const { status, stdout, stderr } = run(node, receipt, published)
      expect([stderr, status, stdout === 'genuine\n']).toEqual(['', genuine ? 0 : 1, genuine])
    }
  })

  test('takes what GET /receipts/{id} answers, and no other key', () => {
    const receipt = published.receipts.find(({ genuine }) => genuine)?.receipt ?? {}
    expect(run(process.execPath, { receipt, subject: 'u-17' }, published).status).toBe(0)
    const [key] = published.keys
    expect(run(process.execPath, receipt, { keys: [{ ...key, kid: 'another' }] }).status).toBe(1)
    const foreign = { ...key, x: Buffer.alloc(32, 9).toString('base64url') }
    expect(run(process.execPath, receipt, { keys: [foreign] }).status).toBe(1)
  })
})
