import { almatyInstant } from '#platform/time/almaty-time.ts'
import { isLocalDate } from '#platform/time/local-date.ts'

const ISO =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,]\d{1,9})?)?\s?(Z|[+-]\d\d(?::?\d\d)?)?)?$/
const DOTTED = /^(\d\d)\.(\d\d)\.(\d{4})(?:\s(\d\d?):(\d\d)(?::(\d\d))?)?$/

/**
 * A moment as databases and spreadsheets write it: `2023-05-01`, `2023-05-01T13:45:00Z`, `2023-05-01 13:45:00+06`,
 * `01.05.2023 13:45`. Without a zone it is the time of Almaty; a date alone is its first second. Null: none of these.
 */
export function parseMoment(typed: string): Date | null {
  const text = typed.trim()
  const iso = ISO.exec(text)
  const [, year, month, day, ...time] = iso ?? reordered(DOTTED.exec(text))
  if (!year || !month || !day) return null
  const [hour = '00', minute = '00', second = '00', offset] = time
  const date = `${year}-${month}-${day}`
  const clock = `${hour.padStart(2, '0')}:${minute}:${second}`
  if (!isLocalDate(date) || !/^([01]\d|2[0-3])(:[0-5]\d){2}$/.test(clock)) return null
  return offset ? offsetMoment(`${date}T${clock}`, offset) : almatyInstant(date, clock)
}

const reordered = (found: RegExpExecArray | null) =>
  found ? ['', found[3], found[2], found[1], ...found.slice(4)] : []

function offsetMoment(wall: string, offset: string): Date | null {
  const digits = offset.replace(':', '')
  const spelt = offset === 'Z' ? 'Z' : `${digits.slice(0, 3)}:${digits.slice(3) || '00'}`
  const moment = new Date(wall + spelt)
  return Number.isNaN(moment.getTime()) ? null : moment
}
