const zone = new Intl.DateTimeFormat('en-US', {
  timeZone: 'Asia/Almaty',
  hourCycle: 'h23',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
  second: 'numeric',
})
const HOUR = 3_600_000
// The first is today's; before March 2024 it was +06, and in the summers until 2004 +07.
const offsets = [5, 6, 7]

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
  const wall = `${year}-${month}-${day}T${hour.padStart(2, '0')}:${minute}:${second}`
  const asUtc = new Date(`${wall}Z`)
  // JavaScript makes 1 March of 30 February.
  if (Number.isNaN(asUtc.getTime()) || asUtc.toISOString().slice(0, 19) !== wall) return null
  if (offset) return offsetMoment(wall, offset)
  return almatyMoment(asUtc)
}

const reordered = (found: RegExpExecArray | null) =>
  found ? ['', found[3], found[2], found[1], ...found.slice(4)] : []

function offsetMoment(wall: string, offset: string): Date | null {
  const digits = offset.replace(':', '')
  const spelt = offset === 'Z' ? 'Z' : `${digits.slice(0, 3)}:${digits.slice(3) || '00'}`
  const moment = new Date(wall + spelt)
  return Number.isNaN(moment.getTime()) ? null : moment
}

/** The wall time is given as if it were UTC. Of an hour that came twice, the later; one that was skipped, as before it. */
function almatyMoment(asUtc: Date): Date {
  const fits = offsets.map((offset) => new Date(asUtc.getTime() - offset * HOUR))
  return fits.find((moment) => wallTime(moment) === asUtc.getTime()) ?? (fits[1] as Date)
}

function wallTime(moment: Date): number {
  const part = Object.fromEntries(zone.formatToParts(moment).map(({ type, value }) => [type, Number(value)]))
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part
  return Date.UTC(year, month - 1, day, hour, minute, second)
}
