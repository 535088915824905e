import { timeZone } from './locales.ts'

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone })

/** Hour and minute in Kazakhstan, `22:05`: written the same in all three languages. */
export const clockTime = (at: string | Date) => clock.format(new Date(at))
