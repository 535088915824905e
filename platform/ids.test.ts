import { afterEach, describe, expect, it, vi } from 'vitest'
import { newId, newReference, parseReference, referencePattern } from './ids.ts'

afterEach(() => {
  vi.useRealTimers()
})

describe('ids', () => {
  it('are UUIDv7 and ascend as text, many in one millisecond', () => {
    const ids = Array.from({ length: 20_000 }, newId)
    expect(ids[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(ids.every((id, at) => at === 0 || id > (ids[at - 1] ?? ''))).toBe(true)
  })

  it('ascend when the clock steps back', () => {
    const before = newId()
    vi.useFakeTimers({ now: Date.now() - 3_600_000 })
    expect(newId() > before).toBe(true)
  })
})

describe('references', () => {
  it('have the promised form and rarely meet', () => {
    const references = Array.from({ length: 20_000 }, newReference)
    expect(references.every((reference) => referencePattern.test(reference))).toBe(true)
    // Expected to meet: n²/2N = 0.19 pairs.
    expect(new Set(references).size).toBeGreaterThan(19_995)
  })

  it('use every symbol about equally', () => {
    const symbols = Array.from({ length: 16_000 }, newReference).join('').replaceAll(/CX-|-/g, '')
    const counts = Map.groupBy(symbols, (symbol) => symbol)
    expect(counts.size).toBe(32)
    // 3,000 expected, standard deviation 54.
    for (const { length } of counts.values()) expect(Math.abs(length - 3000)).toBeLessThan(400)
  })

  it.each([
    ['CX-7K3M-Q2', 'CX-7K3M-Q2'],
    [' cx-7k3m-q2\n', 'CX-7K3M-Q2'],
    ['cx7k3mq2', 'CX-7K3M-Q2'],
    ['CX – 7K3M — Q2', 'CX-7K3M-Q2'],
    ['сх-7к3м-02', 'CX-7K3M-02'],
    ['CX-OIL1-Q2', 'CX-0111-Q2'],
    ['CX-7K3M-QU', null],
    ['CX-7K3M-Q', null],
    ['CX-7K3M-Q22', null],
    ['AB-7K3M-Q2', null],
    ['', null],
    ['CX-7K3M-Q2'.padEnd(50), null],
  ])('what is typed as %j is read as %j', (typed, reference) => {
    expect(parseReference(typed)).toBe(reference)
  })

  it('each is read back as itself', () => {
    for (let i = 0; i < 1000; i++) {
      const reference = newReference()
      expect(parseReference(reference.toLowerCase())).toBe(reference)
    }
  })
})
