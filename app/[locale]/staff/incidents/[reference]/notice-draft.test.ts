import { expect, test } from 'vitest'
import { noticeDuties } from '#db/schema/incidents-codes.ts'
import { readOperator } from '#domain/policy/operator/operator.ts'
import { locales } from '#i18n/locales.ts'
import { messages } from '#i18n/messages.ts'
import { factsOf, noticeFields } from '#testing/incidents.ts'
import { noticeDraft } from './notice-draft.ts'

const operator = readOperator({ sampleData: true })
const of = (locale: (typeof locales)[number]) => ({
  what: noticeFields[`what-${locale}`],
  measures: noticeFields[`measures-${locale}`],
  advice: noticeFields[`advice-${locale}`],
})
const incident = {
  reference: 'CX-7K3M-Q2',
  noticedAt: new Date('2026-11-22T05:20:00Z'),
  facts: factsOf,
  notice: { kk: of('kk'), ru: of('ru'), en: of('en') },
  people: 17,
}

test.each(locales)('the draft to the authority in %s states what the law asks for', (locale) => {
  const draft = noticeDraft(incident, operator, { duty: 'authority', locale })
  const { gap, annex, basis } = messages[locale].incidents.draft
  for (const said of [
    operator.name[locale],
    operator.bin,
    operator.address[locale],
    operator.responsiblePerson[locale],
    operator.email,
    incident.reference,
    '10:20',
    '17',
    of(locale).what,
    of(locale).measures,
    annex,
    basis,
  ])
    expect(draft).toContain(said)
  expect(draft).not.toContain(gap)
  // The facts are notes of staff in their own language: a notice does not quote them.
  expect(draft).not.toContain(factsOf.what)
})

test.each(locales)(
  'the draft to people in %s says what they can do, and not how many others there are',
  (locale) => {
    const draft = noticeDraft(incident, operator, { duty: 'subjects', locale })
    expect(draft).toContain(of(locale).advice)
    expect(draft).not.toContain('17')
  },
)

test.each(locales.flatMap((locale) => noticeDuties.map((duty) => [locale, duty] as const)))(
  'what was not entered is a gap in %s to %s, and what the operator did not set is not invented',
  (locale, duty) => {
    const { complaint: _complaint, ...bare } = { ...operator, sample: false }
    const draft = noticeDraft({ ...incident, notice: null, people: null }, bare, { duty, locale })
    const { gap, authorityName, sample } = messages[locale].incidents.draft
    expect(draft.split(gap).length).toBeGreaterThan(2)
    expect(draft).not.toContain(sample)
    expect(draft.includes(authorityName)).toBe(duty === 'authority')
    expect(draft).not.toContain('undefined')
  },
)
