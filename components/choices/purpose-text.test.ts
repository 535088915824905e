import { expect, test } from 'vitest'
import { sharedConditions } from './purpose-text.tsx'

const text = (recipients: string | undefined, term = 'a year') => ({
  title: 'a title',
  term,
  ...(recipients !== undefined && { recipients }),
})

test.each([
  ['what all say', [text('nobody'), text('nobody')], { term: 'a year', recipients: 'nobody' }],
  [
    'what most say, beside one that says something else',
    [text('nobody'), text('a mailer'), text('nobody')],
    { term: 'a year', recipients: 'nobody' },
  ],
  ['nothing where no answer prevails', [text('nobody'), text('a mailer')], { term: 'a year' }],
  ['nothing where one says nothing', [text('nobody'), text('nobody'), text(undefined)], { term: 'a year' }],
  ['nothing of no texts', [], {}],
])('%s is shared', (_, texts, expected) => {
  expect(sharedConditions(texts)).toEqual(expected)
})
