import { describe, expect, test } from 'vitest'
import { type Locale, locales } from '#domain/access/locale.ts'
import {
  changedPurposes,
  type DraftFacts,
  faultsOf,
  itemsOfTexts,
  textOfItems,
  type WordingChange,
} from './draft.ts'
import type { PolicyText } from './policy-text.ts'

const textWith = (bodies: Record<string, string>): PolicyText => {
  const clause = (id: string) => ({ id, title: `T ${id}`, body: bodies[id] ?? `B ${id}` })
  return {
    title: 'P',
    introduction: 'I',
    parts: [
      { id: 'data', title: 'D', clauses: ['data.registration', 'data.learning'].map(clause) },
      { id: 'purposes', title: 'U', clauses: [clause('purposes.analytics')] },
    ],
  }
}
const inAll = (text: PolicyText): Record<Locale, PolicyText> => ({ kk: text, ru: text, en: text })
const before = inAll(textWith({}))

test.each(locales)('pieces of a draft make the same text again, in %s', (locale) => {
  expect(textOfItems(itemsOfTexts(before), locale)).toEqual(before[locale])
})

test('a clause belongs to the part before it, whatever its id begins with', () => {
  const moved = textWith({})
  const [clause] = moved.parts[0]?.clauses.splice(1, 1) ?? []
  if (clause) moved.parts[1]?.clauses.push(clause)
  expect(textOfItems(itemsOfTexts(inAll(moved)), 'ru').parts[1]?.clauses.map(({ id }) => id)).toEqual([
    'purposes.analytics',
    'data.learning',
  ])
})

const wording = (
  change: WordingChange['change'],
  purpose: string,
  topic = '',
  facts: Partial<Pick<WordingChange, 'facts' | 'otherFacts'>> = {},
): WordingChange => ({
  purpose,
  topic,
  change,
  messageClass: null,
  facts: null,
  otherFacts: false,
  texts: { kk: {}, ru: {}, en: {} },
  ...facts,
})

describe('a purpose has changed', () => {
  test('where a clause about it has other words in one language', () => {
    const after = { ...before, kk: textWith({ 'purposes.analytics': 'other' }) }
    expect(changedPurposes(before, after)).toEqual(['analytics'])
    expect(changedPurposes(before, inAll(textWith({ 'data.learning': 'other' })))).toEqual([
      'personalisation',
    ])
  })
  test('in none where the words are the same', () => {
    expect(changedPurposes(before, inAll(textWith({})))).toEqual([])
  })
  test('in one whose own words are others', () => {
    const next = inAll(textWith({}))
    expect(changedPurposes(before, next, [wording('edit', 'analytics')])).toEqual(['analytics'])
    expect(changedPurposes(before, next, [wording('add', 'communication', 'homework')])).toEqual([])
  })
  test('in one of the operator whose words or facts are others, and in none that is new', () => {
    const next = inAll(textWith({}))
    const own = (change: 'edit' | 'add') => [wording(change, 'alumni-club', '', { facts: {} })]
    expect(changedPurposes(before, next, own('edit'))).toEqual(['alumni-club'])
    expect(changedPurposes(before, next, own('add'))).toEqual([])
  })
  test('in any where a clause is new', () => {
    const next = textWith({})
    next.parts[0]?.clauses.push({ id: 'data.cookies', title: 'C', body: 'C' })
    expect(changedPurposes(before, inAll(next))).toHaveLength(5)
  })
})

describe('a draft cannot be proposed', () => {
  const after = inAll(textWith({ 'purposes.analytics': 'other' }))
  const whole: DraftFacts = {
    change: 'practice',
    purposes: ['analytics'],
    summary: { kk: 'k', ru: 'r', en: 'e' },
    effectiveOn: '2026-12-01',
    unplaced: [],
    wordings: [],
    approved: locales,
  }
  const earliest = '2026-12-01'
  const otherFacts = wording('edit', 'alumni-club', '', { facts: {}, otherFacts: true })
  test.each<[string, Partial<DraftFacts>, string[]]>([
    ['unless something is missing', {}, []],
    ['before it says what changes', { change: null }, ['change-missing']],
    ['without the purposes that a change of practice touches', { purposes: [] }, ['purposes-missing']],
    ['for a purpose whose words did not change', { purposes: ['service'] }, ['purpose-unchanged']],
    ['with a language that has no summary', { summary: { kk: '', ru: 'r', en: 'e' } }, ['summary-missing']],
    ['without a date', { effectiveOn: null }, ['date-missing']],
    [
      'as words alone where a topic is added or removed',
      { change: 'words', purposes: [], wordings: [wording('add', 'communication', 'homework')] },
      ['practice-changed'],
    ],
    [
      'except as a change of practice: nobody has agreed to a new topic, so no purpose is named',
      { purposes: [], wordings: [wording('retire', 'communication', 'new-materials')] },
      [],
    ],
    [
      'as words alone where the facts of a purpose change',
      { change: 'words', purposes: [], wordings: [otherFacts] },
      ['facts-changed'],
    ],
    ['without the purpose whose facts change', { wordings: [otherFacts] }, ['facts-changed']],
    ['except with that purpose named', { purposes: ['alumni-club'], wordings: [otherFacts] }, []],
    ['for a day that is over', { effectiveOn: '2026-11-30' }, ['date-past']],
    ['with a language that nobody approved', { approved: ['ru', 'en'] }, ['language-not-approved']],
    ['with words of a document that have no place', { unplaced: [{}] }, ['unplaced-text']],
    ['with purposes needed where only words changed', { change: 'words', purposes: [] }, []],
  ])('%s', (_, given, faults) => {
    expect(faultsOf({ ...whole, ...given }, { before, after, earliest })).toEqual(faults)
  })
  test('with a clause that has no text in one language', () => {
    const kk = textWith({ 'purposes.analytics': '' })
    expect(faultsOf(whole, { before, after: { ...after, kk }, earliest })).toEqual(['text-missing'])
  })
  test('when nothing has changed', () => {
    const facts = { ...whole, change: 'words' as const, purposes: [] }
    expect(faultsOf(facts, { before, after: before, earliest })).toEqual(['nothing-changed'])
  })
})
