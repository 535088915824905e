import ICAL from 'ical.js'
import { expect, test } from 'vitest'
import { contactCard } from './contact-card.ts'

const subject = {
  name_sealed: 'Өтеген Қасымұлы',
  email_sealed: 'otegen@example.test',
  phone_sealed: '+77010000000',
  locale: 'kk',
  updated_at: '2026-11-29T12:00:00.123Z',
}

/** Name and value of each property as another library reads them. */
function read(record: Parameters<typeof contactCard>[0]): [string, unknown][] {
  const [type, properties] = ICAL.parse(contactCard(record) ?? '') as [
    string,
    [string, object, string, unknown][],
  ]
  expect(type).toBe('vcard')
  return properties.map(([name, , , value]) => [name, value])
}

test('another library reads every detail', () => {
  expect(read(subject)).toEqual([
    ['version', '4.0'],
    ['kind', 'individual'],
    ['fn', 'Өтеген Қасымұлы'],
    ['email', 'otegen@example.test'],
    ['tel', 'tel:+77010000000'],
    ['lang', 'kk'],
    ['rev', '2026-11-29T12:00:00Z'],
  ])
})

test.each([
  ['a comma, a semicolon and a backslash', 'Қ, Ө; \\ І'],
  ['a line break and a second card', 'Ө\r\nEND:VCARD\nBEGIN:VCARD'],
  ['a name of 200 letters', 'Қ'.repeat(200)],
])('%s stay in the name', (_, name) => {
  const found = read({ ...subject, name_sealed: name })
  expect(found).toContainEqual(['fn', name.replace('\r\n', '\n')])
  expect(found).toHaveLength(7)
})

test('no line is longer than 75 bytes, and no letter is cut in two', () => {
  const card = contactCard({ ...subject, name_sealed: `${'Қ'.repeat(100)}𐱃${'a'.repeat(99)}` }) ?? ''
  const lines = card.split('\r\n')
  expect(lines.every((line) => Buffer.byteLength(line) <= 75)).toBe(true)
  expect(lines.join('').isWellFormed()).toBe(true)
})

test('a number that is not international is a text; what is not known is absent', () => {
  expect(read({ ...subject, phone_sealed: '55-12, доб. 3' })).toContainEqual(['tel', '55-12, доб. 3'])
  const names = read({ ...subject, phone_sealed: null, locale: null, updated_at: null }).map(([name]) => name)
  expect(names).toEqual(['version', 'kind', 'fn', 'email'])
})

test('the address stands for a name that is not known; without both there is no card', () => {
  expect(read({ ...subject, name_sealed: null })).toContainEqual(['fn', subject.email_sealed])
  expect(contactCard({ ...subject, name_sealed: null, email_sealed: null })).toBeNull()
})
