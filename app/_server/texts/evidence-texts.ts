import type { EvidencePhase } from '#components/clause/evidence-line.tsx'
import { readFigures } from '#domain/assurance/rules/figures.ts'
import { type EvidenceState, gravestOf } from '#domain/assurance/rules/judge.ts'
import type { EvidenceView } from '#domain/assurance/trust/read-trust.ts'
import { longDate } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'

/** The figures of an evidence in a few words: “37 of 37 requests in time”. */
function shortText(locale: Locale, view: EvidenceView): string {
  const t = translator(locale, 'trust')
  if (view.withheld) return t('withheld')
  if (!view.figures) return t('never')
  const format = new Intl.NumberFormat(locale === 'en' ? 'en-GB' : locale)
  const number = (value: number | null) => (value === null ? '–' : format.format(value))
  const of = <K extends EvidenceView['kind']>(kind: K) => readFigures(kind, view.figures)
  switch (view.kind) {
    case 'columns-mapped': {
      const f = of(view.kind)
      return f
        ? t('short.columns-mapped', { columns: f.columns, faults: number(f.undeclared + f.missing) })
        : t('never')
    }
    case 'system-trials': {
      const f = of(view.kind)
      if (!f) return t('never')
      return t('short.system-trials', {
        allowed: f.allowed,
        failed: number(f.failed),
        untried: number(f.untried),
      })
    }
    case 'requests-in-time': {
      const f = of(view.kind)
      return f ? t('short.requests-in-time', { due: f.due, inTime: number(f.inTime) }) : t('never')
    }
    case 'first-answers': {
      const f = of(view.kind)
      if (!f) return t('never')
      const values = { asked: f.asked, answered: number(f.answered), median: number(f.medianHours) }
      return t('short.first-answers', values)
    }
    case 'service-consent': {
      const f = of(view.kind)
      return f
        ? t('short.service-consent', { people: f.people, withConsent: number(f.withConsent) })
        : t('never')
    }
    case 'withdrawals-obeyed': {
      const f = of(view.kind)
      return f ? t('short.withdrawals-obeyed', { asked: f.asked, allowed: number(f.allowed) }) : t('never')
    }
    case 'messages-delivered': {
      const f = of(view.kind)
      if (!f) return t('never')
      const values = { messages: number(f.messagesGivenUp), letters: number(f.lettersGivenUp) }
      return t('short.messages-delivered', values)
    }
    case 'erasures-read-back': {
      const f = of(view.kind)
      return f ? t('short.erasures-read-back', { ended: f.ended, left: number(f.recordsLeft) }) : t('never')
    }
    case 'keys-current': {
      const f = of(view.kind)
      return f ? t('short.keys-current', { keys: f.keys, current: number(f.current) }) : t('never')
    }
    case 'fields-current': {
      const f = of(view.kind)
      if (!f) return t('never')
      return t('short.fields-current', { fields: f.fields, faults: number(f.old + f.stray + f.unknown) })
    }
    case 'connections': {
      const f = of(view.kind)
      if (!f) return t('never')
      const faults = (f.newest === 0 ? 1 : 0) + f.older + f.distrusted + (f.hsts === 0 ? 1 : 0)
      return t('short.connections', { days: f.daysLeft, faults: number(faults) })
    }
    case 'actions-recorded': {
      const f = of(view.kind)
      return f ? t('short.actions-recorded', { actions: f.actions, missing: number(f.missing) }) : t('never')
    }
    case 'audit-log': {
      const f = of(view.kind)
      return f ? t('short.audit-log', { records: f.records, faults: number(f.faults) }) : t('never')
    }
    case 'audits': {
      const f = of(view.kind)
      return f ? t('short.audits', { audits: f.audits, missed: number(f.missed) }) : t('never')
    }
    case 'penetration-tests': {
      const f = of(view.kind)
      return f ? t('short.penetration-tests', { tests: f.tests, days: number(f.daysSince) }) : t('never')
    }
    case 'findings': {
      const f = of(view.kind)
      return f ? t('short.findings', { found: f.found, overdue: number(f.overdue) }) : t('never')
    }
    case 'clearances': {
      const f = of(view.kind)
      return f
        ? t('short.clearances', { members: f.members, cleared: number(f.members - f.lacking) })
        : t('never')
    }
    case 'trainings': {
      const f = of(view.kind)
      return f ? t('short.trainings', { members: f.members, current: number(f.current) }) : t('never')
    }
    case 'access-reviews': {
      const f = of(view.kind)
      if (!f) return t('never')
      return f.daysSince === null
        ? t('short.access-reviews-none', { pending: f.pending })
        : t('short.access-reviews', { days: f.daysSince, pending: number(f.pending) })
    }
    case 'backups': {
      const f = of(view.kind)
      return f ? t('short.backups', { kept: f.kept, hours: number(f.hoursSince) }) : t('never')
    }
    case 'backup-drills': {
      const f = of(view.kind)
      return f ? t('short.backup-drills', { drills: f.drills, passed: number(f.passed) }) : t('never')
    }
    case 'incident-notices': {
      const f = of(view.kind)
      if (!f) return t('never')
      const values = { incidents: f.incidents, notices: number(f.notices), inTime: number(f.inTime) }
      return t('short.incident-notices', values)
    }
  }
}

/** What one evidence says now, or once its value has expired. */
function phaseText(locale: Locale, view: EvidenceView, state: EvidenceState) {
  const t = translator(locale, 'trust')
  const word = t(`states.${state}`)
  if (!view.measuredAt) return { state, word, detail: t('never') }
  const date = longDate(locale, view.measuredAt)
  if (state === 'unknown') return { state, word, detail: t('expired', { date }) }
  return { state, word, detail: `${shortText(locale, view)} · ${t('measured', { date })}` }
}

/**
 * What several evidences say together, now and after each moment at which one of their values expires: the gravest state, with
 * its figures. Empty without any.
 */
export function evidencePhases(locale: Locale, views: readonly EvidenceView[], now: Date): EvidencePhase[] {
  if (views.length === 0) return []
  const ends = views.flatMap(({ expiresAt }) => expiresAt ?? []).filter((at) => new Date(at) > now)
  const starts = [null, ...[...new Set(ends)].sort()]
  return starts.map((from, index) => {
    const at = from === null ? now : new Date(from)
    const states = views.map(
      (view): EvidenceState =>
        view.expiresAt !== null && new Date(view.expiresAt) > at ? view.state : 'unknown',
    )
    const gravest = gravestOf(states) ?? 'unknown'
    const shown = views[states.indexOf(gravest)] ?? views[0]
    if (!shown) throw new Error('there is at least one evidence')
    return { ...phaseText(locale, shown, gravest), from, until: starts[index + 1] ?? null }
  })
}
