import { expect, test } from 'vitest'
import { thenAndNowPath } from './compare-path.ts'

test.each([
  [{ version: 1, newest: 3, clause: 'rights.access' }, '/kk/policy/compare?from=1&to=3#rights.access'],
  [{ version: 1, newest: 3, clause: null }, '/kk/policy/compare?from=1&to=3'],
  [{ version: 3, newest: 3, clause: 'rights.access' }, null],
  [{ version: 0, newest: 3, clause: 'rights.access' }, null],
  [{ version: null, newest: 3, clause: 'rights.access' }, null],
])('%j leads to %s', (then, path) => {
  expect(thenAndNowPath('kk', then)).toBe(path)
})
