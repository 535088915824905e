import { expect, test } from 'vitest'
import { purposeCodes } from '#db/schema/consent-codes.ts'
import {
  allPurposes,
  builtInCatalogue,
  choiceName,
  decidePath,
  isOffered,
  isOperatorPurpose,
  isRecordable,
  optionalChoices,
  serviceChoice,
} from './catalogue.ts'

test.each(optionalChoices(builtInCatalogue).map((choice) => [choiceName(choice), choice] as const))(
  '%s is decided at its switch',
  (name, choice) => {
    expect(decidePath(choice)).toBe(`/my/choices#choice-${name.replaceAll('/', '-')}`)
  },
)

test.each([
  ['a topic that there is', 'schedule-changes', true],
  ['a topic that there is not', 'homework', false],
])('%s is offered: %s', (_, topic, offered) => {
  const key = { purpose: 'communication', topic, channel: 'email' } as const
  expect(isOffered(builtInCatalogue, key)).toBe(offered)
  expect(isOffered({ purposes: [], topics: [{ code: 'homework', messageClass: 'service' }] }, key)).toBe(
    !offered,
  )
  expect(isRecordable(key)).toBe(true)
})

test('a purpose of the operator is a choice as a whole, offered where the catalogue has it', () => {
  const own = { ...builtInCatalogue, purposes: [...builtInCatalogue.purposes, 'alumni-club'] }
  const key = { purpose: 'alumni-club', topic: '', channel: '' } as const
  expect(isRecordable(key)).toBe(true)
  expect(isRecordable({ ...key, topic: 'homework' })).toBe(false)
  expect(isRecordable({ ...key, channel: 'email' })).toBe(false)
  expect([isOffered(builtInCatalogue, key), isOffered(own, key)]).toEqual([false, true])
  expect(optionalChoices(own).map(choiceName)).toContain('alumni-club')
  expect(allPurposes(own)).toEqual([...purposeCodes, 'alumni-club'])
})

test.each([
  ['alumni-club', true],
  ['analytics', false],
  ['support', false],
  ['Alumni', false],
])('%s is a purpose of the operator: %s', (purpose, isOwn) => {
  expect(isOperatorPurpose(purpose)).toBe(isOwn)
})

test.each(['support', 'security'])('%s is no choice', (purpose) => {
  expect(isRecordable({ purpose, topic: '', channel: '' })).toBe(false)
})

test.each(['Homework', 'home work', 'home_work', '-home', 'home--work', '1st', 'a'.repeat(41), ''])(
  'the code %j is none',
  (topic) => expect(isRecordable({ purpose: 'communication', topic, channel: 'email' })).toBe(false),
)

test('the service, which has no switch, is decided on the page of its consent, also by who has answered before', () => {
  expect(decidePath(serviceChoice)).toBe('/my/welcome?again=1')
})
