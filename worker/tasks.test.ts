import { expect, test } from 'vitest'
import { retryJobOf } from '#domain/integrations/rules/bulk-mail.ts'
import { locales } from '#i18n/locales.ts'
import { messages } from '#i18n/messages.ts'
import { scheduledTasks } from './crontab.ts'
import { lanes, mailTaskNames, tasks } from './tasks.ts'

test.each(locales)('every job that sends an email has a name for staff, in %s', (locale) => {
  expect(Object.keys(messages[locale].undeliveredMail.kinds).sort()).toEqual([...mailTaskNames].sort())
})

test('every job is in one lane, and all that is scheduled is a job', () => {
  const names = Object.values(lanes).flatMap((lane) => Object.keys(lane.tasks))
  expect(names.sort()).toEqual(Object.keys(tasks).sort())
  expect(scheduledTasks.filter((name) => !(name in tasks))).toEqual([])
})

test('a letter is tried again in the lane that sends it', () => {
  for (const lane of [lanes.quick, lanes.bulk]) {
    const sends = mailTaskNames.filter((name) => name in lane.tasks)
    expect(sends.length).toBeGreaterThan(0)
    expect(sends.filter((name) => !(retryJobOf(name) in lane.tasks))).toEqual([])
  }
})

test('mail is sent by the lanes that call no other system', () => {
  const sent = { ...lanes.quick.tasks, ...lanes.bulk.tasks }
  expect(mailTaskNames.filter((name) => !(name in sent))).toEqual([])
})
