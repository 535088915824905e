import { type HTMLElement, parse } from 'node-html-parser'
import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { contextFor } from '#domain/access/context.ts'
import { clauseEvidence, evidencedClauses } from '#domain/assurance/rules/evidence.ts'
import { readSeries } from '#domain/assurance/trust/read-series.ts'
import { type ClauseView, readTrust, type TrustView } from '#domain/assurance/trust/read-trust.ts'
import { clauseIds } from '#domain/policy/rules/clauses.ts'
import { type Policy, readPolicy } from '#domain/policy/versions/read-policy.ts'
import { type Locale, locales } from '#i18n/locales.ts'
import { messages } from '#i18n/messages.ts'
import { bindSpaces } from '#i18n/typography/bind-spaces.ts'
import { measureAgain } from '#testing/evidence.ts'
import type { TestPortal } from '#testing/people.ts'
import { requestPortal, staffContext } from '#testing/requests.ts'
import { publishReferenceData } from '../../../cli/prepare/reference-data.ts'
import declaration from '../../../docs/open-terms-archive.json' with { type: 'json' }
import type { StaffContext } from '../../_server/session/staff-context.ts'
import { EvidenceSummary } from '../staff/evidence-summary.tsx'
import { TrustDocument } from '../trust/trust-document.tsx'
import { ClauseEvidence } from './clause-evidence.tsx'
import { PolicyDocument } from './policy-document.tsx'

let portal: TestPortal
let trust: TrustView
const policies = new Map<Locale, Policy>()
beforeAll(async () => {
  portal = await requestPortal()
  const services = { ...portal.services, database: portal.database.owner }
  const owner = contextFor(services, { actor: { kind: 'system', task: 'test' }, locale: 'ru' })
  await publishReferenceData(owner, portal.system.clock.now())
  for (let n = 0; n < 12; n++) await portal.addPerson()
  await measureAgain(portal)
  trust = await readTrust(portal.visitor)
  for (const locale of locales) {
    const policy = await readPolicy(portal.visitor, locale)
    if (policy) policies.set(locale, policy)
  }
})
afterAll(() => portal.close())

const policyIn = (locale: Locale) => {
  const policy = policies.get(locale)
  if (!policy) throw new Error(`no policy in ${locale}`)
  return policy
}
const textOf = (node: HTMLElement | null | undefined) => node?.text.trim() ?? ''

/** The page of the policy, with what is measured beside each clause. */
function policyPage(locale: Locale): HTMLElement {
  const evidenceOf = (id: string) => {
    const view = trust.clauses.find(({ clause }) => clause === id)
    return view ? createElement(ClauseEvidence, { locale, view, now: portal.system.clock.now() }) : null
  }
  const notice = createElement('p', { className: 'font-read' }, 'A notice')
  return parse(
    renderToStaticMarkup(
      createElement(PolicyDocument, { policy: policyIn(locale), current: true, evidenceOf, notice }),
    ),
  )
}

describe('the declaration for Open Terms Archive', () => {
  const { select, remove } = declaration.terms['Privacy Policy']
  const selected = (page: HTMLElement) => {
    for (const one of remove) for (const node of page.querySelectorAll(one)) node.remove()
    return page.querySelectorAll(select).map(textOf)
  }

  test.each(locales)('selects the whole text in its order and nothing else: %s', (locale) => {
    const { title, introduction, parts } = policyIn(locale)
    const page = policyPage(locale)
    expect(page.querySelectorAll('.clause .clause-line').length).toBeGreaterThan(0)
    expect(page.querySelector('#about')).not.toBeNull()
    const words = [
      title,
      introduction,
      ...parts.flatMap((part) => [
        part.title,
        ...part.clauses.flatMap((clause) => [clause.title, ...clause.body.split(/\n\n+/)]),
      ]),
    ]
    expect(parts.flatMap(({ clauses }) => clauses)).toHaveLength(clauseIds.length)
    expect(selected(page)).toEqual(
      words.map((text) => expect.toSatisfy((shown) => shown === text || shown === bindSpaces(locale, text))),
    )
  })

  test('selects the same whatever is measured', () => {
    const before = selected(policyPage('ru'))
    const measured = trust
    trust = { ...trust, clauses: trust.clauses.map((one) => ({ ...one, evidence: [] })) }
    const without = selected(policyPage('ru'))
    trust = measured
    expect(without).toEqual(before)
  })
})

describe('beside each clause', () => {
  test.each(locales)('one line says what is measured and opens to each value: %s', (locale) => {
    const { titles, more } = messages[locale].trust
    const page = policyPage(locale)
    for (const id of clauseIds) {
      const clause = page.getElementById(id)
      const lines = clause?.querySelectorAll('.clause-line .clause-evidence') ?? []
      expect([id, lines.length]).toEqual([id, 1])
      const summaries = lines[0]?.querySelectorAll('summary') ?? []
      expect(summaries).toHaveLength(1)
      const shown = summaries[0]?.querySelectorAll('[data-from]').filter((one) => !one.hasAttribute('hidden'))
      expect([id, shown?.length]).toEqual([id, 1])
      expect(textOf(shown?.[0])).not.toBe('')
      const inside = lines[0]?.querySelectorAll('li > b').map(textOf)
      expect(inside).toEqual(clauseEvidence[id].map((one) => titles[one]))
      const link = lines[0]?.querySelector('a')
      expect([link?.getAttribute('href'), textOf(link)]).toEqual([`/${locale}/trust#${id}`, more])
    }
  })

  test('a clause of which nothing is measured says so, and opens nothing', () => {
    const view: ClauseView = { clause: 'rights.access', actions: [], evidence: [] }
    const now = portal.system.clock.now()
    const html = parse(renderToStaticMarkup(createElement(ClauseEvidence, { locale: 'kk', view, now })))
    expect(html.querySelector('details')).toBeNull()
    expect(textOf(html)).toBe(messages.kk.trust.notYet)
  })
})

describe('the trust page', () => {
  const page = async (locale: Locale, sample: boolean) =>
    parse(
      renderToStaticMarkup(
        createElement(TrustDocument, {
          locale,
          appUrl: portal.services.env.APP_URL,
          now: portal.system.clock.now(),
          policy: policyIn(locale),
          trust: { ...trust, sample },
          series: await readSeries(portal.visitor),
        }),
      ),
    )

  test.each(locales)('says SAMPLE where the records are invented, and only there: %s', async (locale) => {
    expect(trust.sample).toBe(true)
    const { sample } = messages[locale].trust
    expect(textOf(await page(locale, true))).toContain(sample)
    expect(textOf(await page(locale, false))).not.toContain(sample)
  })

  test('has each clause with each of its values', async () => {
    const html = await page('en', true)
    for (const id of clauseIds)
      expect(html.getElementById(id)?.querySelectorAll('.trust-evidence')).toHaveLength(
        clauseEvidence[id].length,
      )
  })
})

test('staff see on their first page how many values are in which state', async () => {
  const { ctx } = await staffContext(portal, ['auditor'])
  const html = parse(renderToStaticMarkup(await EvidenceSummary({ ctx: ctx as StaffContext })))
  expect(html.querySelector('a')?.getAttribute('href')).toBe(`/${ctx.locale}/trust`)
  const { states } = messages[ctx.locale].trust
  const views = new Map(trust.clauses.flatMap(({ evidence }) => evidence.map((one) => [one.id, one.state])))
  const said = html.querySelectorAll('p > span').map(textOf)
  for (const [state, word] of Object.entries(states)) {
    const count = [...views.values()].filter((one) => one === state).length
    expect(said.filter((text) => text.endsWith(`${word}: ${count}`))).toHaveLength(count > 0 ? 1 : 0)
  }
  expect(views.size).toBe(new Set(evidencedClauses.flatMap((one) => clauseEvidence[one])).size)
})
