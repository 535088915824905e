import { parsePhone } from './person-schemas.ts'

export type SpreadsheetPhone = { ok: true; phone: string } | { ok: false; code: 'malformed' | 'digits-lost' }

const NUMBER = /^(\d+)(?:[.,](\d+))?(?:E\+?(\d{1,2}))?$/i

/**
 * A phone as a spreadsheet leaves it: `77011234567.0`, `7,7011234567E+10`, `="+77011234567"`, `'87011234567`.
 * `digits-lost`: a rounded number (`7,70E+10`), of which the last digits are known to nobody.
 */
export function spreadsheetPhone(typed: string): SpreadsheetPhone {
  const text = typed
    .replace(/^="?([^"]*)"?$/, '$1')
    .replace(/^['’`]+/, '')
    .trim()
  const number = NUMBER.exec(text)
  if (!number) return parsed(text)
  const [, whole = '', decimals = '', exponent] = number
  if (exponent === undefined) return /^0*$/.test(decimals) ? parsed(whole) : parsed(text)
  const shift = Number(exponent)
  return decimals.length < shift
    ? { ok: false, code: 'digits-lost' }
    : parsed(whole + decimals.slice(0, shift))
}

function parsed(text: string): SpreadsheetPhone {
  const phone = parsePhone(text)
  return phone === null ? { ok: false, code: 'malformed' } : { ok: true, phone }
}
