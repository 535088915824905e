import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { EvidenceStrip, lineOf } from './evidence-strip.tsx'

type Week = Parameters<typeof lineOf>[0][number]
const week = (state: Week['state'], whole = state !== null && state !== 'unknown'): Week => ({
  from: '2026-11-02',
  state,
  whole,
})
const weeks = (...states: Week['state'][]) => states.map((state) => week(state))

test('a week without a value is a hole in the line; before the first value it is dotted', () => {
  expect(lineOf(weeks(null, null, 'kept', null, 'unknown', 'broken', 'neutral'))).toEqual({
    before: 'M0 15h12',
    measured: 'M12 15h6M30 15h6M36 15h6',
  })
})

test('a year without a hole has a whole line, and one without a value none', () => {
  expect(lineOf(weeks('kept', 'due'))).toEqual({ before: '', measured: 'M0 15h6M6 15h6' })
  expect(lineOf(weeks(null, null))).toEqual({ before: 'M0 15h12', measured: '' })
})

test('a week with a broken day and one without a value keeps its bar and loses its line', () => {
  const some = [week('kept'), week('broken', false), week('broken')]
  expect(lineOf(some)).toEqual({ before: '', measured: 'M0 15h6M12 15h6' })
  const drawn = renderToStaticMarkup(createElement(EvidenceStrip, { weeks: some }))
  expect(drawn).toContain('d="M7 16h4V29h-4zM13 16h4V29h-4z"')
})
