import fc from 'fast-check'
import { expect, test } from 'vitest'
import { drawSample, readSampleQuery, SAMPLE_SIZE, type SampleFaults, seedOf } from './audit-sample.ts'

const references = Array.from({ length: 200 }, (_, n) => `CX-${String(n).padStart(4, '0')}-00`)

test('a draw depends on the seed and on nothing else', () => {
  const seed = seedOf('localhost/audit\n12\n')
  const drawn = drawSample(seed, references)
  expect(new Set(drawn).size).toBe(SAMPLE_SIZE)
  fc.assert(
    fc.property(fc.shuffledSubarray(references, { minLength: references.length }), (others) => {
      expect(drawSample(seed, others)).toEqual(drawn)
    }),
  )
  expect(drawSample(seedOf('localhost/audit\n13\n'), references)).not.toEqual(drawn)
})

test('each reference is drawn about as often as the others', () => {
  const times = new Map<string, number>()
  for (let n = 0; n < 400; n++)
    for (const one of drawSample(seedOf(`checkpoint ${n}`), references))
      times.set(one, (times.get(one) ?? 0) + 1)
  // 50 times is expected of each; the standard deviation is 6.6.
  expect(Math.min(...references.map((one) => times.get(one) ?? 0))).toBeGreaterThan(20)
  expect(Math.max(...times.values())).toBeLessThan(85)
})

test('of few requests all are drawn, of none none', () => {
  expect(drawSample('seed', references.slice(0, 3)).toSorted()).toEqual(references.slice(0, 3))
  expect(drawSample('seed', [])).toEqual([])
})

test.each<[string, Record<string, unknown>, SampleFaults]>([
  ['nothing', {}, { from: 'missing', to: 'missing', day: 'missing' }],
  [
    'no dates',
    { from: '2026-02-30', to: 'x', day: ['2026-11-01'] },
    { from: 'missing', to: 'missing', day: 'missing' },
  ],
  ['a period backwards', { from: '2026-10-31', to: '2026-10-01', day: '2026-11-02' }, { to: 'before-from' }],
  [
    'a day within the period',
    { from: '2026-10-01', to: '2026-10-31', day: '2026-10-31' },
    { day: 'not-after-period' },
  ],
])('%s is not drawn', (_what, given, faults) => {
  expect(readSampleQuery(given)).toEqual({ query: null, faults })
})

test('a period of one day and the day after it', () => {
  const query = { from: '2026-10-01', to: '2026-10-01', day: '2026-10-02' }
  expect(readSampleQuery(query)).toEqual({ query, faults: null })
})
