import { expect, test, vi } from 'vitest'
import { consoleToLog } from './console-to-log.ts'
import { openLog } from './log.ts'

test('what is printed becomes one line without the properties of errors', () => {
  const log = openLog('silent', 'test')
  const said = vi.spyOn(log, 'error')
  const target = { log() {}, info() {}, warn() {}, error(..._given: unknown[]) {} }
  consoleToLog(log, target)
  target.error('⨯', Object.assign(new Error('it broke'), { detail: 'Failing row contains (a@b.kz)' }), {
    a: 'a@b.kz',
  })
  const line = String(said.mock.calls[0]?.[0])
  expect(line).toMatch(/^⨯ Error: it broke\n/)
  expect(line).not.toContain('a@b.kz')
})
