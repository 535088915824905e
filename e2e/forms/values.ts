import type { Field, Form, Value } from './posted.ts'

const markup = `"><script>alert(1)</script><img src=x onerror=alert(2)>`

/** A replacement for one field: nothing, another value, or several values. */
type Hostile = { what: string; of: (sound: Value) => Value[] }

const one = (what: string, value: Value): Hostile => ({ what, of: () => [value] })

const hostile: readonly Hostile[] = [
  one('empty', ''),
  one('markup', markup),
  one('NUL', 'a\0b'),
  one('a lone surrogate', Buffer.from([0x61, 0xed, 0xa0, 0x80, 0x62])),
  one('bytes that are no text', Buffer.from([0xff, 0xfe, 0x80])),
  one('a right-to-left override', '\u202egpj.exe\u2066\u200f'),
  one('20,000 characters', 'x'.repeat(20_000)),
  one('a prototype', '__proto__'),
  one('a list', '["a",{"$in":[1]}]'),
  one('another type', { file: Buffer.from('MZ\0\0') }),
  one('SQL', `'; DROP TABLE subject;--`),
  one('a number beyond all', '9'.repeat(400)),
  one('a line break in a head', 'a\r\nBcc: b@example.test'),
  { what: 'missing', of: () => [] },
  { what: 'repeated', of: (sound) => [sound, sound] },
  { what: 'repeated with another', of: (sound) => [sound, 'another'] },
]

const nobody = '00000000-0000-7000-8000-000000000000'

/** Names that a form does not have and that a careless one would take over into a row. */
const extras: readonly [string, string][] = [
  ['role', 'administrator'],
  ['status', 'fulfilled'],
  ['subjectId', nobody],
  ['subject_id', nobody],
]

/** The same for the same text, spread evenly. */
function seeded(text: string): number {
  let hash = 2166136261
  for (const letter of text) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 16777619) >>> 0
  return hash
}

/** Two fields too many for one form, in turn for all of them. */
export const extrasFor = (place: string): [string, string][] => [
  extras[seeded(place) % extras.length] ?? ['role', 'administrator'],
  ['__proto__', 'x'],
]

/** A value for a field, chosen by its position: every value appears on some form, always the same one. */
export const valueFor = (place: string, field: string): Hostile =>
  hostile[seeded(`${place} ${field}`) % hostile.length] ?? one('empty', '')

/** The form with one field's value replaced. */
export function withInstead(form: Form, name: string, given: Hostile): Field[] {
  const at = form.fields.findIndex(([held]) => held === name)
  const sound = form.fields[at]?.[1] ?? ''
  const others = form.fields.filter(([held]) => held !== name)
  return [...others, ...given.of(sound).map((value): Field => [name, value])]
}
