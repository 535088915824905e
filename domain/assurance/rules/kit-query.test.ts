import { expect, test } from 'vitest'
import { kitFileName, kitQuerySchema } from './kit-query.ts'

const faultOf = (given: object) => {
  const issue = kitQuerySchema.safeParse(given).error?.issues[0]
  return issue && `${String(issue.path[0])}: ${issue.message}`
}

test('the day after the period draws the sample, unless another one is named', () => {
  const period = { from: '2026-10-01', to: '2026-10-31' }
  expect(kitQuerySchema.parse(period)).toEqual({ ...period, day: '2026-11-01' })
  expect(kitQuerySchema.parse({ ...period, day: '' })).toEqual({ ...period, day: '2026-11-01' })
  expect(kitQuerySchema.parse({ ...period, day: '2026-11-15' })).toEqual({ ...period, day: '2026-11-15' })
  expect(kitFileName(period)).toBe('audit-kit-2026-10-01-2026-10-31.tar.gz')
})

test.each([
  [{ from: '2026-10-01', to: '2026-10-01' }, undefined],
  [{ from: '2026-01-01', to: '2027-01-01' }, undefined],
  [{ from: '2026-01-01', to: '2027-01-02' }, 'to: too-long'],
  [{ from: '2026-10-02', to: '2026-10-01' }, 'to: before-from'],
  [{ from: '2026-02-30', to: '2026-10-01' }, 'from: no-such-date'],
  [{ from: '2026-10-01', to: "2026-10-31'; --" }, 'to: no-such-date'],
  [{ from: '', to: '' }, 'from: no-such-date'],
  [{ from: '2026-10-01', to: '2026-10-31', day: '2026-10-31' }, 'day: not-after-period'],
  [{ from: '2026-10-01', to: '2026-10-31', day: 'soon' }, 'day: no-such-date'],
])('%o: %s', (given, fault) => expect(faultOf(given)).toBe(fault))
