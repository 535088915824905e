import type { State } from '#components/ui/state-mark.tsx'
import type { AuditEntry, FindingEntry } from '#domain/assurance/audits/read-audits.ts'
import { longDate } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'

const tones: Record<AuditEntry['state'] | FindingEntry['state'], State> = {
  done: 'kept',
  closed: 'kept',
  soon: 'due',
  overdue: 'broken',
  'no-report': 'broken',
  planned: 'plain',
  open: 'plain',
  cancelled: 'plain',
}

/** The state of an audit, in words. */
export function auditState(locale: Locale, { state, report }: AuditEntry) {
  const t = translator(locale, 'audits')
  const day = report ? longDate(locale, report.doneOn) : ''
  return { tone: tones[state], word: t(`states.${state}`, { day }) }
}

/** The state of a vulnerability, in words. */
export function findingState(locale: Locale, { state }: FindingEntry) {
  return { tone: tones[state], word: translator(locale, 'audits')(`findingStates.${state}`) }
}

/** How many vulnerabilities there are, and how many are late. */
export function findingCount(locale: Locale, { findings: { all, open, overdue } }: AuditEntry) {
  const t = translator(locale, 'audits')
  const word = t('findingCount', { all, open })
  return overdue > 0
    ? { tone: 'broken' as const, word, detail: t('findingOverdue', { count: overdue }) }
    : { tone: 'plain' as const, word }
}
