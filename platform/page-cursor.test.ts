import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { newId } from './ids.ts'
import { pageCursor, readPageCursor } from './page-cursor.ts'

describe('the end of a page', () => {
  test('comes back as it was, to the millisecond', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true }), (at) => {
        const id = newId()
        expect(readPageCursor(pageCursor(at, id))).toEqual({ at, id })
      }),
    )
  })

  test.each(['', 'x', 'zzzzzzzzzz.', `${'z'.repeat(20)}.${newId()}`, "1.' OR 1=1", `1.${newId()}x`])(
    '%j begins at the beginning',
    (cursor) => expect(readPageCursor(cursor)).toBeNull(),
  )
})
