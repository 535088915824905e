import { appendFileSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { newId } from '#platform/ids.ts'
import { openErasureList } from './erasure-list.ts'

const entry = () => ({
  subject: newId(),
  request: newId(),
  reference: 'CX-7K3M-Q2',
  at: '2026-11-29T08:00:00.000Z',
})
const newFile = () => join(mkdtempSync(join(tmpdir(), 'portal-erasures-')), 'data', 'deletions.jsonl')

test('has each erasure once, in the order in which they ended, and none before the first', () => {
  const list = openErasureList(newFile())
  expect(list.read()).toEqual([])
  const [one, two] = [entry(), entry()]
  list.append(one)
  list.append(two)
  list.append(one)
  expect(list.read()).toEqual([one, two])
})

test('a line that a crash cut off is no entry, and the next one stands alone', () => {
  const file = newFile()
  const list = openErasureList(file)
  const [one, two] = [entry(), entry()]
  list.append(one)
  appendFileSync(file, JSON.stringify(two).slice(0, 60))
  expect(list.read()).toEqual([one])
  list.append(two)
  expect(list.read()).toEqual([one, two])
})

test('an entry that was changed is not passed over', () => {
  const file = newFile()
  openErasureList(file).append(entry())
  appendFileSync(file, '{"subject":"somebody"}\n')
  expect(() => openErasureList(file).read()).toThrow(`line 2 of ${file} is not an entry`)
  expect(readFileSync(file, 'utf8').split('\n')).toHaveLength(3)
})
