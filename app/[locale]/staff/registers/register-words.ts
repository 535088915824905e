import type { State } from '#components/ui/state-mark.tsx'
import type { DueItem } from '#domain/assurance/registers/read-registers.ts'
import type { DueState, RegisterName } from '#domain/assurance/registers/register-dues.ts'
import { longDate } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'

/** Below `/staff`. */
export const registerPaths: Record<RegisterName, string> = {
  audits: 'registers/audits',
  training: 'registers/training',
  incidents: 'incidents',
  subprocessors: 'registers/subprocessors',
  backups: 'backups',
  review: 'security',
  processing: 'registers/processing',
  transfers: 'registers/transfers',
}

const tones: Record<DueState, State> = { missing: 'broken', overdue: 'broken', soon: 'due', later: 'plain' }

/** What is due, the member or company it is about, its day and its state. */
export function dueWords(locale: Locale, { kind, dueOn, state, member, company }: DueItem) {
  const t = translator(locale, 'registers')
  return {
    what: t(`kinds.${kind}`),
    about: company?.[locale] ?? member,
    day: dueOn ? longDate(locale, dueOn) : t('noDay'),
    state: { tone: tones[state], word: t(`states.${state}`) },
  }
}

/** The row of the register where it is settled. */
export const duePath = (locale: Locale, { register, entry }: DueItem) =>
  `/${locale}/staff/${registerPaths[register]}${entry ? `/${entry}` : ''}`
