import { parse } from 'node-html-parser'
import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import calendar from '#db/seed/calendar.json' with { type: 'json' }
import { readReceipt } from '#domain/consent/receipts/read-receipt.ts'
import { readChoiceTitles } from '#domain/consent/texts/consent-texts.ts'
import { currentVersion } from '#domain/policy/versions/read-policy.ts'
import { fileRequest } from '#domain/requests/file/file-request.ts'
import { calendarSchema } from '#domain/requests/forms/calendar-schemas.ts'
import { loadCalendar } from '#domain/requests/time/change-calendar-day.ts'
import { readOwnRequest } from '#domain/requests/view/read-own-requests.ts'
import { messages } from '#i18n/messages.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { type ConsentPortal, consentPortal, decide } from '#testing/consent.ts'
import { formOf } from '#testing/requests.ts'
import { OwnDocument } from '../../receipts/[id]/own-document.tsx'
import { TextOfDay } from './text-of-day.tsx'

const DAY = 86_400_000
let portal: ConsentPortal
beforeAll(async () => {
  portal = await consentPortal()
  await loadCalendar(portal.system, calendarSchema.parse(calendar))
})
afterAll(() => portal.close())

const linksIn = (html: string) =>
  parse(html)
    .querySelectorAll('a')
    .map((one) => one.getAttribute('href'))

test('a request and a receipt lead to the clause concerned, then and now, once the policy has changed', async () => {
  const { subjectId } = await portal.addPerson()
  const own = portal.subject(subjectId)
  const filed = await fileRequest(own, formOf('erasure/wish'))
  if (filed.status !== 'filed') throw new Error(filed.code)
  const eventId = await decide(own, subjectId, { decision: 'granted', purpose: 'personalisation' })
  const day = almatyDate(own.clock.now())
  const { locale } = own

  const requestLinks = async () => {
    const case_ = await readOwnRequest(own, { reference: filed.reference })
    if (!case_) throw new Error('no request')
    return linksIn(renderToStaticMarkup(await TextOfDay({ ctx: own, case_ })))
  }
  const receiptPage = async () => {
    const found = await readReceipt(own, eventId)
    if (!found) throw new Error('no receipt')
    return renderToStaticMarkup(
      createElement(OwnDocument, {
        found,
        fullName: '',
        locale,
        pageLocale: locale,
        titles: await readChoiceTitles(own, locale),
        newest: await currentVersion(own),
      }),
    )
  }
  const { thenAndNow } = messages[locale].policy.onDay

  const ofDay = `/${locale}/policy?on=${day}`
  expect(await requestLinks()).toEqual([ofDay])
  expect(await receiptPage()).not.toContain(thenAndNow)

  portal.passTime(DAY)
  await portal.publishPolicy(2)
  const compared = `/${locale}/policy/compare?from=1&to=2`
  expect(await requestLinks()).toEqual([ofDay, `${compared}#rights.erasure`])
  expect(await receiptPage()).toContain(thenAndNow)
  expect(linksIn(await receiptPage())).toContain(`${compared}#data.learning`)
})
