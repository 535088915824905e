import { expect, test } from 'vitest'
import { spreadsheetPhone } from './spreadsheet-phone.ts'

test.each([
  ['77011234567', '+77011234567'],
  ['77011234567.0', '+77011234567'],
  ['77011234567,00', '+77011234567'],
  ['87011234567.0', '+77011234567'],
  ['7.7011234567E+10', '+77011234567'],
  ['7,7011234567e10', '+77011234567'],
  ['8 (701) 123-45-67', '+77011234567'],
  ['8\u00a0(701)\u00a0123\u201145\u201167', '+77011234567'],
  ['\u202a+7 701 123 45 67\u202c', '+77011234567'],
  ["'87011234567", '+77011234567'],
  ["'+77011234567", '+77011234567'],
  ['="+77011234567"', '+77011234567'],
  ['=77011234567', '+77011234567'],
  ['+44 20 7946 0958', '+442079460958'],
])('%j is %s', (typed, phone) => expect(spreadsheetPhone(typed)).toEqual({ ok: true, phone }))

test.each([
  ['7,70E+10', 'digits-lost'],
  ['7.70112E+10', 'digits-lost'],
  ['8E10', 'digits-lost'],
  ['701 123 45 67', 'malformed'],
  ['77011234567.5', 'malformed'],
  ['87011234567, 87021234567', 'malformed'],
  ['12', 'malformed'],
  ['нет', 'malformed'],
  ['#####', 'malformed'],
  ['', 'malformed'],
])('%j is none: %s', (typed, code) => expect(spreadsheetPhone(typed)).toEqual({ ok: false, code }))
