import { expect, test } from 'vitest'
import { FILE_MAX_BYTES, FILES_A_MESSAGE } from '#domain/requests/record/attach-file.ts'
import { chosenFault, MOST_BYTES, MOST_FILES } from './use-chosen-files.ts'

test('the browser knows the limits of the server', () => {
  expect([MOST_FILES, MOST_BYTES]).toEqual([FILES_A_MESSAGE, FILE_MAX_BYTES])
})

test('what is wrong with chosen files is said before they travel', () => {
  const of = (...sizes: number[]) => chosenFault(sizes.map((size) => ({ size })))
  expect(of()).toBeUndefined()
  expect(of(1, MOST_BYTES)).toBeUndefined()
  expect(of(MOST_BYTES + 1)).toBe('file-too-large')
  expect(of(1, 1, 1, 1, 1, 1)).toBe('too-many-files')
  expect(of(0)).toBe('file-empty')
})
