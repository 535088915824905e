import { almatyHour } from '#platform/time/almaty-time.ts'
import { fail, look, ok } from './finding.ts'

const noon = Date.parse('2024-03-01T12:00:00Z')

/**
 * Kazakhstan has one time, UTC+5, since 1 March 2024. With older time zone data every day of a deadline ends at another
 * hour, and nobody would notice.
 */
export function checkTimeZone(hourAt: (instant: number) => number = almatyHour) {
  return look('time zone', async () => {
    const hours = hourAt(noon) - 12
    const data = `time zone data ${process.versions.tz}`
    if (hours === 5) return ok(`Almaty is UTC+5, ${data}`)
    return fail(`Almaty is UTC+${hours} in ${data}, but UTC+5 since 1 March 2024: update Node.js or its ICU`)
  })
}
