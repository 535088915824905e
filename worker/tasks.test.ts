import { expect, test } from 'vitest'
import { locales } from '#i18n/locales.ts'
import { messages } from '#i18n/messages.ts'
import { mailTaskNames } from './tasks.ts'

test.each(locales)('every job that sends an email has a name for staff, in %s', (locale) => {
  expect(Object.keys(messages[locale].undeliveredMail.kinds).sort()).toEqual([...mailTaskNames].sort())
})
