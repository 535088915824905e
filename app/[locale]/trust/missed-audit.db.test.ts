import { parse } from 'node-html-parser'
import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { contextFor } from '#domain/access/context.ts'
import { planAudit, recordAudit } from '#domain/assurance/audits/record-audit.ts'
import type { EvidenceState } from '#domain/assurance/rules/judge.ts'
import { readSeries } from '#domain/assurance/trust/read-series.ts'
import { readTrust } from '#domain/assurance/trust/read-trust.ts'
import { readPolicy } from '#domain/policy/versions/read-policy.ts'
import { type Locale, locales } from '#i18n/locales.ts'
import { messages } from '#i18n/messages.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { addDays } from '#platform/time/local-date.ts'
import { lastDayOf, quarterOf } from '#platform/time/quarter.ts'
import { testLog } from '#testing/audit-log.ts'
import { measureAgain } from '#testing/evidence.ts'
import type { TestPortal } from '#testing/people.ts'
import { requestPortal, staffContext } from '#testing/requests.ts'
import { publishReferenceData } from '../../../cli/prepare/reference-data.ts'
import { TrustDocument } from './trust-document.tsx'

let portal: TestPortal
beforeAll(async () => {
  portal = await requestPortal()
  const services = { ...portal.services, database: portal.database.owner }
  const owner = contextFor(services, { actor: { kind: 'system', task: 'test' }, locale: 'ru' })
  await publishReferenceData(owner, portal.system.clock.now())
  await testLog(portal)
})
afterAll(() => portal.close())

const today = () => almatyDate(portal.system.clock.now())

/** Noon of a day in Almaty comes, and the worker measures. */
async function comes(day: string) {
  const noon = Date.parse(`${day}T07:00:00Z`)
  await measureAgain(portal, Math.max(6 * 3_600_000, noon - portal.system.clock.now().getTime()))
}

/** What the page says of audits, for everybody. */
async function readPage(locale: Locale): Promise<string> {
  const { visitor: ctx } = portal
  const html = renderToStaticMarkup(
    createElement(TrustDocument, {
      locale,
      appUrl: ctx.services.env.APP_URL,
      now: ctx.clock.now(),
      policy: await readPolicy(ctx, locale),
      trust: await readTrust(ctx),
      series: await readSeries(ctx),
    }),
  )
  const { titles } = messages[locale].trust
  const blocks = parse(html).querySelectorAll('[id="security.audits"] .trust-evidence')
  const audits = blocks.find((one) => one.querySelector('h4')?.text === titles['audits-made'])
  return audits?.querySelector('p')?.text ?? ''
}

async function pagesSay(state: EvidenceState, languages: readonly Locale[] = ['kk']) {
  for (const locale of languages) {
    const others = Object.entries(messages[locale].trust.states).filter(([name]) => name !== state)
    const said = await readPage(locale)
    expect(said).toContain(messages[locale].trust.states[state])
    expect(others.filter(([, word]) => said.startsWith(word))).toEqual([])
  }
}

test('the trust page turns amber when a quarter nears its end without an audit, red when it is over, and green after an audit', async () => {
  const { ctx } = await staffContext(portal, ['security-officer'])
  const audit = async () => {
    const planned = { kind: 'audit', scope: 'S', performer: 'P', plannedOn: today() } as const
    const { auditId } = await planAudit(ctx, planned)
    const report = { content: Buffer.from('%PDF-1.7'), type: { mediaType: 'application/pdf' } }
    expect(await recordAudit(ctx, { auditId, doneOn: today(), reportName: 'r' }, report)).toEqual({
      status: 'done',
    })
    await comes(today())
  }
  await comes(addDays(lastDayOf(quarterOf(today())), 1))
  await audit()
  await pagesSay('kept')
  await comes(addDays(lastDayOf(quarterOf(today())), 1))
  const end = lastDayOf(quarterOf(today()))
  await comes(addDays(end, -30))
  await pagesSay('kept')
  await comes(addDays(end, -29))
  await pagesSay('due')
  await comes(addDays(end, 1))
  await pagesSay('broken', locales)
  await audit()
  await pagesSay('kept')
})
