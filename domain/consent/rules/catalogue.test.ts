import { expect, test } from 'vitest'
import { choiceName, decidePath, optionalChoices, serviceChoice } from './catalogue.ts'

test.each(optionalChoices.map((choice) => [choiceName(choice), choice] as const))(
  '%s is decided at its switch',
  (name, choice) => {
    expect(decidePath(choice)).toBe(`/my/choices#choice-${name.replaceAll('/', '-')}`)
  },
)

test('the service, which has no switch, is decided on the page of its consent, also by who has answered before', () => {
  expect(decidePath(serviceChoice)).toBe('/my/welcome?again=1')
})
