import { expect, test } from 'vitest'
import {
  builtInCatalogue,
  choiceName,
  decidePath,
  isOffered,
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
  expect(isOffered({ topics: [{ code: 'homework', messageClass: 'service' }] }, key)).toBe(!offered)
  expect(isRecordable(key)).toBe(true)
})

test.each(['Homework', 'home work', 'home_work', '-home', 'home--work', '1st', 'a'.repeat(41), ''])(
  'the code %j is none',
  (topic) => expect(isRecordable({ purpose: 'communication', topic, channel: 'email' })).toBe(false),
)

test('the service, which has no switch, is decided on the page of its consent, also by who has answered before', () => {
  expect(decidePath(serviceChoice)).toBe('/my/welcome?again=1')
})
