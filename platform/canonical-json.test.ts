import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalJson } from './canonical-json.ts'

test.each([
  [
    'the example of RFC 8785, 3.2.2',
    {
      numbers: [Number('333333333.33333329'), 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: '\u20ac$\u000f\u000aA\'\u0042\u0022\u005c\\"\u002f',
      literals: [null, true, false],
    },
    `{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA'B\\"\\\\\\\\\\"/"}`,
  ],
  ['keys that look like numbers, by their letters', { 10: 'b', 9: 'a', a: 1 }, '{"10":"b","9":"a","a":1}'],
  [
    'keys by UTF-16 code units, not by code points',
    { '\ufb33': 1, '\ud83d\ude00': 2, ә: 3 },
    '{"ә":3,"\ud83d\ude00":2,"\ufb33":1}',
  ],
  [
    'members without a value are left out',
    { b: undefined, a: [1, { d: 1, c: 2 }] },
    '{"a":[1,{"c":2,"d":1}]}',
  ],
])('%s', (_name, value, text) => expect(canonicalJson(value)).toBe(text))

test('means the same value, whatever it is', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue({ stringUnit: 'grapheme' })),
      (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)))
      },
    ),
  )
})

test('half of a surrogate pair has no canonical text', () => {
  expect(() => canonicalJson({ a: '\ud800' })).toThrow()
})
