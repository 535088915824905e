import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, onTestFinished, test, vi } from 'vitest'
import sample from '#db/seed/operator.sample.json' with { type: 'json' }
import { securityTxt } from './well-known.ts'

const folder = mkdtempSync(join(tmpdir(), 'portal-operator-'))
afterAll(() => rmSync(folder, { recursive: true }))

const { securityTxtExpiresOn: _, ...withoutDate } = sample

/** `security.txt` of an operator. */
function written(operator: object, { sampleData = false } = {}): string | null {
  const file = join(folder, 'operator.json')
  writeFileSync(file, JSON.stringify(operator))
  return securityTxt({ APP_URL: 'https://privacy.example.kz', OPERATOR_FILE: file, sampleData })
}

test('security.txt ends on the day that the operator has set, whenever it is read', () => {
  const operator = { ...withoutDate, securityTxtExpiresOn: '2027-03-31' }
  onTestFinished(() => void vi.useRealTimers())
  const texts = ['2026-11-28', '2027-02-01', '2028-01-01'].map((day) => {
    vi.setSystemTime(day)
    return written(operator)
  })
  expect(texts[0]).toContain('\nExpires: 2027-03-31T23:59:59+05:00\n')
  expect(new Set(texts).size).toBe(1)
})

test('without that day there is no security.txt', () => expect(written(withoutDate)).toBeNull())

test('the sample says that it is one', () => {
  expect(written(sample, { sampleData: true })).toMatch(/^# SAMPLE: /)
  expect(written(sample)).toMatch(/^Contact: mailto:/)
})

test('a day that is none is refused with its name', () => {
  expect(() => written({ ...withoutDate, securityTxtExpiresOn: 'next year' })).toThrow(
    /^OPERATOR_FILE: securityTxtExpiresOn: /,
  )
})
