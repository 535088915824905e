import { expect, test } from 'vitest'
import { pickTexts } from './pick-texts.ts'
import { translator } from './translator.ts'

test('gives each text under the last part of its key', () => {
  const t = translator('en', 'staffRequests')
  const texts = pickTexts(t, ['caption', 'columns.due'])
  expect(texts).toEqual({ caption: t('caption'), due: t('columns.due') })
  // @ts-expect-error There is no such key.
  expect(() => pickTexts(t, ['columns.dew'])).toBeTypeOf('function')
  // @ts-expect-error This text was not picked.
  expect(texts.status).toBeUndefined()
})
