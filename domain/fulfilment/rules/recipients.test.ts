import { expect, test } from 'vitest'
import { recipientStates } from '#db/schema/fulfilment-codes.ts'
import type { MapItem } from './data-map.ts'
import { recipientAfter, recipientSteps, recipientsOf, stepsFrom } from './recipients.ts'

const name = (text: string) => ({ kk: text, ru: text, en: text })
const item = (id: string, category: string, purpose: string, recipients?: string[]) =>
  ({
    id,
    category,
    purpose,
    ...(recipients && {
      system: { recipients: recipients.map((one) => ({ name: name(one), country: 'KZ' })) },
    }),
  }) as MapItem
const map = [
  item('platform.users', 'registration', 'service'),
  item('platform.preferences', 'registration', 'communication'),
  item('platform.progress', 'learning', 'analytics'),
  item('crm.contacts', 'registration', 'service', ['Courier', 'Mailer']),
]
const processing = {
  service: { recipients: [] },
  communication: {
    recipients: [
      { name: name('Mailer'), country: 'KZ', channel: 'email' },
      { name: name('Mailer'), country: 'DE' },
    ],
  },
  analytics: { recipients: [{ name: name('Counter'), country: 'KZ' }] },
}
const named = (items: string[]) =>
  recipientsOf(map, items, processing).map((one) => `${one.name.en} ${one.country}`)

test.each([
  [
    'those of every purpose and system of the category, each once in a country',
    ['platform.users'],
    ['Mailer KZ', 'Mailer DE', 'Courier KZ'],
  ],
  ['not those of another category', ['platform.progress'], ['Counter KZ']],
  ['nobody for an item that is not in the map', ['platform.gone'], []],
])('tells %s', (_, items, expected) => {
  expect(named(items)).toEqual(expected)
})

test('lists no recipient that the operator did not name', () => {
  expect(recipientsOf(map.slice(0, 3), ['platform.users'], {})).toEqual([])
})

test.each([
  ['to-tell', ['tell', 'leave']],
  ['told', ['answer']],
  ['not-told', ['tell']],
  ['answered', []],
] as const)('from %s one can %j', (state, steps) => {
  expect(stepsFrom(state)).toEqual(steps)
})

test('every state is reached, and no step leads where it began', () => {
  const reached = recipientStates.flatMap((from) => recipientSteps.map((step) => recipientAfter(from, step)))
  expect(new Set(reached)).toEqual(new Set(['told', 'answered', 'not-told', null]))
})
