import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  builtInCatalogue,
  choiceName,
  isRecordable,
  optionalChoices,
  recordableChoices,
} from './catalogue.ts'
import { foldEvents, type LedgerEvent } from './fold-events.ts'

const event = (seq: number, topic: string, decision: 'granted' | 'withdrawn'): LedgerEvent => ({
  seq,
  purpose: 'communication',
  topic,
  channel: 'email',
  decision,
})

test.each<[string, LedgerEvent[], Record<string, string>]>([
  ['nothing recorded, nothing stands', [], {}],
  ['the last word wins', [event(1, 'a', 'granted'), event(2, 'a', 'withdrawn')], { a: 'withdrawn' }],
  [
    'order is that of seq, not of the list',
    [event(2, 'a', 'withdrawn'), event(1, 'a', 'granted')],
    { a: 'withdrawn' },
  ],
  [
    'a choice does not touch another',
    [event(1, 'a', 'granted'), event(2, 'b', 'withdrawn')],
    { a: 'granted', b: 'withdrawn' },
  ],
])('%s', (_name, events, expected) => {
  const standing = [...foldEvents(events).values()].map((one) => [one.topic, one.decision])
  expect(Object.fromEntries(standing)).toEqual(expected)
})

test('whatever is recorded, the highest seq of each choice is what stands', () => {
  const anyEvent = fc.record({
    seq: fc.integer({ min: 1, max: 1000 }),
    purpose: fc.constantFrom('analytics', 'improvement'),
    topic: fc.constant(''),
    channel: fc.constant(''),
    decision: fc.constantFrom('granted' as const, 'withdrawn' as const),
  })
  fc.assert(
    fc.property(fc.uniqueArray(anyEvent, { selector: (one) => one.seq }), (events) => {
      for (const [name, stands] of foldEvents(events)) {
        const own = events.filter((one) => choiceName(one) === name)
        expect(stands.seq).toBe(Math.max(...own.map((one) => one.seq)))
      }
    }),
  )
})

test('the choices are nine notifications, three purposes and the service', () => {
  const all = recordableChoices(builtInCatalogue)
  expect(optionalChoices(builtInCatalogue)).toHaveLength(12)
  expect(all).toHaveLength(13)
  expect(new Set(all.map(choiceName)).size).toBe(13)
})

test.each([
  [{ purpose: 'communication', topic: 'new-materials', channel: 'email' }, true],
  [{ purpose: 'communication', topic: '', channel: '' }, false],
  [{ purpose: 'communication', topic: 'new-materials', channel: '' }, false],
  [{ purpose: 'analytics', topic: '', channel: '' }, true],
  [{ purpose: 'analytics', topic: 'new-materials', channel: 'email' }, false],
  [{ purpose: 'security', topic: '', channel: '' }, false],
])('only what can be decided is recorded: %j %s', (key, expected) => {
  expect(isRecordable(key)).toBe(expected)
})
