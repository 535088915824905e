import fc from 'fast-check'

// Forms of a stranger: the fields of an action, some of them replaced by anything, and others beside them.

const deep = `${'{"a":['.repeat(5000)}1${']}'.repeat(5000)}`

const odd = fc.oneof(
  { weight: 6, arbitrary: fc.string({ unit: 'binary', maxLength: 200 }) },
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      'a\0b',
      '\ud800',
      '\udfff\ud800',
      '\u202egpj.exe\u2066',
      '__proto__',
      '{"__proto__":{"role":"administrator"}}',
      deep,
      '9'.repeat(400),
      '-0',
      '1e999',
      'NaN',
      'true',
      '0198c5f0-0000-7000-8000-000000000000',
      '2026-02-30',
      `${'a'.repeat(64)}@${'b.'.repeat(120)}kz`,
      `${'a '.repeat(30_000)}!`,
    ),
  },
  { weight: 1, arbitrary: fc.constant('ж'.repeat(500_000)) },
  { weight: 2, arbitrary: fc.array(fc.string({ maxLength: 20 }), { maxLength: 5 }) },
)

export type GeneratedForm = Record<string, string | string[]>

/** Whatever may be sent in place of the form `own`, and on top of it. */
export function generatedForms(own: Readonly<Record<string, string>>): fc.Arbitrary<GeneratedForm> {
  const names = fc.oneof(
    fc.constantFrom('form', 'reference', 'constructor', 'toString', ...Object.keys(own)),
    fc.string({ maxLength: 12 }).filter((one) => one !== '__proto__'),
  )
  return fc
    .tuple(fc.dictionary(names, odd, { maxKeys: 6 }), fc.boolean())
    .map(([given, onTop]) => (onTop ? { ...own, ...given } : given))
}
