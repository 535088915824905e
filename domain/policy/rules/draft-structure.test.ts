import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canRemove, movedPiece, withPiece } from './draft-structure.ts'

const order = ['document', 'part:a', 'a.1', 'a.2', 'part:b', 'b.1', 'part:c']

describe('a piece moves one step', () => {
  test.each<[string, 'up' | 'down', string[] | null]>([
    ['a.1', 'down', ['document', 'part:a', 'a.2', 'a.1', 'part:b', 'b.1', 'part:c']],
    ['a.2', 'up', ['document', 'part:a', 'a.2', 'a.1', 'part:b', 'b.1', 'part:c']],
    ['a.2', 'down', ['document', 'part:a', 'a.1', 'part:b', 'a.2', 'b.1', 'part:c']],
    ['b.1', 'up', ['document', 'part:a', 'a.1', 'a.2', 'b.1', 'part:b', 'part:c']],
    ['b.1', 'down', ['document', 'part:a', 'a.1', 'a.2', 'part:b', 'part:c', 'b.1']],
    ['a.1', 'up', null],
    ['part:b', 'up', ['document', 'part:b', 'b.1', 'part:a', 'a.1', 'a.2', 'part:c']],
    ['part:a', 'down', ['document', 'part:b', 'b.1', 'part:a', 'a.1', 'a.2', 'part:c']],
    ['part:b', 'down', ['document', 'part:a', 'a.1', 'a.2', 'part:c', 'part:b', 'b.1']],
    ['part:a', 'up', null],
    ['part:c', 'down', null],
    ['document', 'down', null],
    ['a.9', 'up', null],
  ])('%s %s', (item, to, expected) => {
    expect(movedPiece(order, item, to)).toEqual(expected)
  })
  test('and nothing is lost, and every clause stays in a part', () => {
    const step = fc.tuple(fc.constantFrom(...order), fc.constantFrom<'up' | 'down'>('up', 'down'))
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const end = steps.reduce<string[]>((now, [item, to]) => movedPiece(now, item, to) ?? now, order)
        expect(end.toSorted()).toEqual(order.toSorted())
        expect(end[0]).toBe('document')
        expect(end[1]).toMatch(/^part:/)
      }),
    )
  })
})

test('a new clause is the last of its part, a new part the last of the document', () => {
  expect(withPiece(order, 'a.3', 'part:a')?.indexOf('a.3')).toBe(4)
  expect(withPiece(order, 'c.1', 'part:c')?.at(-1)).toBe('c.1')
  expect(withPiece(order, 'part:d')?.at(-1)).toBe('part:d')
  expect(withPiece(order, 'x.1', 'part:x')).toBeNull()
  expect(withPiece(order, 'x.1', 'a.1')).toBeNull()
})

test('a clause can be removed, a part only when it is empty, the beginning never', () => {
  expect(order.map((item) => canRemove(order, item))).toEqual([false, false, true, true, false, true, true])
})
