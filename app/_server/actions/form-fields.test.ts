import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { askSignInSchema } from '#domain/people/rules/person-schemas.ts'
import { fieldCodes, typedFields, withoutSecrets } from './form-fields.ts'

const form = (...pairs: [string, string | Blob][]) => {
  const made = new FormData()
  for (const [name, value] of pairs) made.append(name, value)
  return made
}
const codesOf = (schema: z.ZodType, typed: ReturnType<typeof typedFields>) =>
  fieldCodes(schema.safeParse(typed).error?.issues ?? [], typed)

describe('the fields of a form', () => {
  it('leave out files and what the framework adds; a name given twice is a list', () => {
    const typed = typedFields(
      form(['a', '1'], ['a', '2'], ['b', '3'], ['$ACTION_ID_x', ''], ['f', new Blob(['x'])]),
    )
    expect({ ...typed }).toEqual({ a: ['1', '2'], b: '3' })
  })

  it('cannot reach the prototype of anything', () => {
    const typed = typedFields(form(['__proto__', 'x'], ['constructor', 'y']))
    expect(Object.getPrototypeOf(typed)).toBeNull()
    expect(Object.keys(typed)).toEqual(['__proto__', 'constructor'])
  })

  it('come back with a refusal, secrets excepted', () => {
    expect(withoutSecrets({ email: 'a@b.kz', code: '123456' }, ['code'])).toEqual({ email: 'a@b.kz' })
  })
})

describe('the codes of a form', () => {
  const schema = askSignInSchema.strict()

  it.each([
    [{ email: 'a' }, { email: 'malformed' }],
    [{ email: ['a@b.kz', 'c@d.kz'] }, { email: 'wrong' }],
    [{}, { email: 'required' }],
    [{ email: 'a@b.kz', role: 'administrator' }, { form: 'wrong' }],
  ])('%j is %j', (typed, codes) => {
    expect(codesOf(schema, typed)).toEqual(codes)
  })

  it('are codes whatever is sent, and nothing is ever thrown', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.constantFrom('__proto__', '\0', '\ud800', 'constructor', 'x'.repeat(5000)),
    )
    fc.assert(
      fc.property(fc.dictionary(text, fc.oneof(text, fc.array(text, { maxLength: 3 }))), (typed) => {
        const codes = Object.values(codesOf(schema, typed))
        return codes.every((code) => /^[a-z]+(-[a-z]+)*$/.test(code))
      }),
      { numRuns: 500 },
    )
  })
})
