import { beforeEach, expect, test } from 'vitest'
import { forgetAllUnsent, forgetOthersUnsent, forgetUnsent, keepUnsent, readUnsent } from './unsent-store.ts'

const kept = new Map<string, string>()
const storage = {
  get length() {
    return kept.size
  },
  key: (n: number) => [...kept.keys()][n] ?? null,
  getItem: (key: string) => kept.get(key) ?? null,
  setItem: (key: string, value: string) => void kept.set(key, value),
  removeItem: (key: string) => void kept.delete(key),
}
beforeEach(() => {
  kept.clear()
  kept.set('other', 'stays')
})

const mine = { form: 'new/access', owner: 'person:a' }
const theirs = { form: 'new/access', owner: 'person:b' }
const visitors = { form: 'new/access', owner: 'visitor' }
const staff = { form: 'staff/CX-1/ask', owner: 'staff:a' }
const fill = () => {
  for (const [n, name] of [mine, theirs, visitors, staff].entries())
    keepUnsent(storage, name, { message: String(n) })
}

test('unsent text is read by its form and its owner only', () => {
  fill()
  expect(readUnsent(storage, mine)).toEqual({ message: '0' })
  expect(readUnsent(storage, visitors)).toEqual({ message: '2' })
  expect(readUnsent(storage, { ...mine, form: 'new/erasure' })).toBeNull()
})

test('it ends with its form, or when nothing is left in it', () => {
  fill()
  forgetUnsent(storage, mine)
  keepUnsent(storage, visitors, {})
  expect([mine, theirs, visitors, staff].map((name) => readUnsent(storage, name) !== null)).toEqual([
    false,
    true,
    false,
    true,
  ])
})

test('a sign-out forgets all of the tab and nothing else', () => {
  fill()
  forgetAllUnsent(storage)
  expect([...kept]).toEqual([['other', 'stays']])
})

test('another person who signs in finds nothing of the one before; visitors and staff are not persons', () => {
  fill()
  forgetOthersUnsent(storage, theirs)
  expect(readUnsent(storage, mine)).toBeNull()
  expect([theirs, visitors, staff].every((name) => readUnsent(storage, name))).toBe(true)
  forgetOthersUnsent(storage, visitors)
  expect(readUnsent(storage, theirs)).not.toBeNull()
})

test.each(['{', 'null', '"text"', '7'])('%j in the storage is no unsent text', (text) => {
  kept.set('portal.unsent.person:a new/access', text)
  expect(readUnsent(storage, mine) ?? {}).toEqual({})
})
