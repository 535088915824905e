import { describe, expect, test } from 'vitest'
import { csvTable, delimiterFor } from './csv-table.ts'

/** One cell between two others, without them. */
const csvCell = (text: string) => csvTable([['a', text, 'b']], { bom: false }).slice(2, -4)

describe('a cell', () => {
  test.each(['=1+1', '+7701', '-2', '@SUM(A1)', '\t=1', '\r=1', '＝1+1', '＋7', '－2', '＠A'])(
    '%j is no formula any more',
    (text) => {
      expect(csvCell(text).replace(/^"/, '')).toMatch(/^'/)
    },
  )

  test.each([
    ['a,b', '"a,b"'],
    ['say "ә"', '"say ""ә"""'],
    ['two\nlines', '"two\nlines"'],
    ['CX-7K3M-Q2', 'CX-7K3M-Q2'],
    [' =1', '" =1"'],
    ['', ''],
  ])('%j is written %j', (text, written) => expect(csvCell(text)).toBe(written))
})

test('a table begins with a mark and ends each row as the standard wants it', () => {
  expect(csvTable([['қ', '1'], ['=2']])).toBe("\ufeffқ,1\r\n'=2\r\n")
})

test('in Kazakh and Russian cells are separated by semicolons, and one that contains a semicolon is quoted', () => {
  expect(['kk', 'ru', 'en'].map(delimiterFor)).toEqual([';', ';', ','])
  expect(csvTable([['a;b', 'c,d', '=1']], { bom: false, delimiter: ';' })).toBe(`"a;b";c,d;'=1\r\n`)
})

test('writes non-breaking spaces as spaces', () => {
  expect(csvTable([['О\u00a0чём']], { bom: false })).toBe('О чём\r\n')
})
