import { almatyDate, almatyInstant, endOfAlmatyDay } from '#platform/time/almaty-time.ts'
import type { Decision } from '../rules/catalogue.ts'

type Decided = { decision: Decision; at: Date }

/**
 * The order of an imported decision and the one in the ledger. A time is an interval: midnight in Almaty is a whole
 * date, a full minute or second is all of it. Between a yes and a no that cannot be ordered, the no wins (Art. 8(2)
 * of Law 94-V).
 */
export function choiceOrder(imported: Decided, held: Decided | undefined): 'newer' | 'older' | 'same' {
  if (!held) return 'newer'
  const [is, was] = [interval(imported.at), interval(held.at)]
  if (is.from > was.to) return 'newer'
  if (is.to < was.from) return 'older'
  if (imported.decision === held.decision) return 'same'
  return imported.decision === 'withdrawn' ? 'newer' : 'older'
}

function interval(at: Date): { from: number; to: number } {
  const from = at.getTime()
  if (almatyInstant(almatyDate(at)).getTime() === from)
    return { from, to: endOfAlmatyDay(almatyDate(at)).getTime() + 999 }
  if (from % 60_000 === 0) return { from, to: from + 59_999 }
  return { from, to: from % 1000 === 0 ? from + 999 : from }
}
