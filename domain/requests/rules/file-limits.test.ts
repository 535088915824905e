import { expect, test } from 'vitest'
import { FILE_MAX_BYTES, sizeFault } from './file-limits.ts'

test.each([
  [[], null],
  [[1, FILE_MAX_BYTES], null],
  [[FILE_MAX_BYTES, FILE_MAX_BYTES], null],
  [[FILE_MAX_BYTES, FILE_MAX_BYTES, 1], 'files-too-large'],
  [[FILE_MAX_BYTES + 1], 'file-too-large'],
  [[1, 1, 1, 1, 1, 1], 'too-many-files'],
  [[1, 0], 'file-empty'],
])('files of %j bytes: %s', (sizes, fault) => expect(sizeFault(sizes)).toBe(fault))
