import type { EvidencePhase } from '#components/clause/evidence-line.tsx'
import type { EvidenceKind } from '#domain/assurance/rules/evidence.ts'
import { type Figures, readFigures } from '#domain/assurance/rules/figures.ts'
import { type EvidenceState, gravestOf, unjudged } from '#domain/assurance/rules/judge.ts'
import { isPartWithheld } from '#domain/assurance/rules/withhold.ts'
import type { EvidenceView } from '#domain/assurance/trust/read-trust.ts'
import { longDate } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { messages } from '#i18n/messages.ts'
import { translator } from '#i18n/translator.ts'

type Writer = {
  t: ReturnType<typeof translator<'trust'>>
  /** In the notation of the language; a dash for none. */
  number: (value: number | null) => string
}

/** The figures of each kind of evidence in a few words: “37 of 37 requests in time”. */
const shortTexts: { [Kind in EvidenceKind]: (figures: Figures[Kind], writer: Writer) => string } = {
  'columns-mapped': ({ columns, undeclared, missing }, { t, number }) =>
    t('short.columns-mapped', { columns, faults: number(undeclared + missing) }),
  'system-trials': ({ allowed, failed, untried }, { t, number }) => {
    if (failed > 0)
      return t('short.system-trials-failed', { failed: number(failed), allowed: number(allowed) })
    if (untried > 0)
      return t('short.system-trials-untried', { untried: number(untried), allowed: number(allowed) })
    return t('short.system-trials', { allowed })
  },
  'requests-in-time': ({ due, inTime }, { t, number }) =>
    t('short.requests-in-time', { due, inTime: number(inTime) }),
  'first-answers': ({ asked, answered, medianHours }, { t, number }) =>
    t('short.first-answers', { asked, answered: number(answered), median: number(medianHours) }),
  'service-consent': ({ people, withConsent }, { t, number }) =>
    withConsent === null
      ? t('short.service-consent-few', { people })
      : t('short.service-consent', { people, withConsent: number(withConsent) }),
  'counted-with-consent': ({ people, without, smallest }, { t, number }) =>
    t('short.counted-with-consent', { people, without: number(without), smallest: number(smallest) }),
  'answers-supported': ({ questions, allowed, different }, { t, number }) =>
    t('short.answers-supported', { questions, allowed: number(allowed), different: number(different) }),
  'withdrawals-obeyed': ({ asked, allowed, stillAllowed, trials, refusedAfterMs: ms }, { t, number }) => {
    const real = t('short.withdrawals-obeyed', { asked, allowed: number(allowed + stillAllowed) })
    if (trials === 0) return real
    const trial =
      ms === null ? t('short.withdrawal-trial-failed') : t('short.withdrawal-trial', { ms: number(ms) })
    return `${real} · ${trial}`
  },
  'messages-delivered': ({ messages, messagesGivenUp, letters, lettersGivenUp }, { t, number }) =>
    t('short.messages-delivered', {
      messages: number(messages),
      messagesGivenUp: number(messagesGivenUp),
      letters: number(letters),
      lettersGivenUp: number(lettersGivenUp),
    }),
  'erasures-read-back': ({ ended, recordsLeft }, { t, number }) =>
    t('short.erasures-read-back', { ended, left: number(recordsLeft) }),
  'keys-current': ({ keys, current }, { t, number }) =>
    t('short.keys-current', { keys, current: number(current) }),
  'fields-current': ({ fields, old, stray, unknown }, { t, number }) =>
    t('short.fields-current', { fields, faults: number(old + stray + unknown) }),
  connections: ({ newest, older, distrusted, hsts, daysLeft }, { t, number }) => {
    const faults = (newest === 0 ? 1 : 0) + older + distrusted + (hsts === 0 ? 1 : 0)
    return t('short.connections', { days: daysLeft, faults: number(faults) })
  },
  'actions-recorded': ({ actions, missing }, { t, number }) =>
    t('short.actions-recorded', { actions, missing: number(missing) }),
  'audit-log': ({ records, faults }, { t, number }) =>
    t('short.audit-log', { records, faults: number(faults) }),
  cosignatures: ({ witnesses, records, daysSince }, { t, number }) => {
    if (witnesses === 0) return t('short.cosignatures-none')
    if (records === null) return t('short.cosignatures-never')
    return t('short.cosignatures', { days: daysSince ?? 0, records: number(records) })
  },
  clearances: ({ members, lacking }, { t, number }) =>
    t('short.clearances', { members, cleared: number(members - lacking) }),
  trainings: ({ members, current }, { t, number }) =>
    t('short.trainings', { members, current: number(current) }),
  'access-reviews': ({ daysSince, pending }, { t, number }) =>
    daysSince === null
      ? t('short.access-reviews-none', { pending })
      : t('short.access-reviews', { days: daysSince, pending: number(pending) }),
  backups: ({ kept, hoursSince, inKazakhstan }, { t, number }) =>
    t('short.backups', { kept, hours: number(hoursSince), inKazakhstan: number(inKazakhstan) }),
  'backup-drills': ({ drills, passed }, { t, number }) =>
    t('short.backup-drills', { drills, passed: number(passed) }),
  'log-archiving': ({ external, on, failing, minutesSince }, { t }) => {
    if (external === 0) return t('short.log-archiving-none')
    if (on === 0) return t('short.log-archiving-off')
    const minutes = minutesSince ?? 0
    return failing > 0 ? t('short.log-archiving-failing', { minutes }) : t('short.log-archiving', { minutes })
  },
  'incident-notices': ({ incidents, notices, inTime }, { t, number }) =>
    t('short.incident-notices', { incidents, notices: number(notices), inTime: number(inTime) }),
  audits: ({ audits, missed }, { t, number }) => t('short.audits', { audits, missed: number(missed) }),
  'penetration-tests': ({ tests, daysSince }, { t, number }) =>
    t('short.penetration-tests', { tests, days: number(daysSince) }),
  agreements: ({ subprocessors, missing, over }, { t, number }) =>
    t('short.agreements', { subprocessors, faults: number(missing + over) }),
  findings: ({ found, overdue }, { t, number }) => t('short.findings', { found, overdue: number(overdue) }),
}

const numberFormat = (locale: Locale) => new Intl.NumberFormat(locale === 'en' ? 'en-GB' : locale)

/** Every figure of a kind of evidence with its name. */
export function figureTexts(
  locale: Locale,
  kind: EvidenceKind,
  figures: EvidenceView['figures'],
): { name: string; label: string; text: string }[] {
  const labels: Record<string, string> = messages[locale].trust.figures[kind]
  const format = numberFormat(locale)
  const text = (name: string) => {
    const value = figures?.[name]
    if (isPartWithheld(kind, name, value)) return translator(locale, 'trust')('facts.few')
    return value === null || value === undefined ? '–' : format.format(value)
  }
  return Object.entries(labels).map(([name, label]) => ({ name, label, text: text(name) }))
}

function shortText(locale: Locale, { kind, withheld, figures }: EvidenceView): string {
  const t = translator(locale, 'trust')
  if (withheld) return t('withheld')
  const format = numberFormat(locale)
  const number = (value: number | null) => (value === null ? '–' : format.format(value))
  return shortOf(kind, figures, { t, number })
}

/** Generic, so that figures and text are of the same kind. */
function shortOf<Kind extends EvidenceKind>(kind: Kind, stored: EvidenceView['figures'], writer: Writer) {
  const figures = readFigures(kind, stored)
  return figures ? shortTexts[kind](figures, writer) : writer.t('never')
}

/** What one evidence says now, or once its value has expired. */
function phaseText(locale: Locale, view: EvidenceView, state: EvidenceState) {
  const t = translator(locale, 'trust')
  const word = t(`states.${state}`)
  if (!view.measuredAt) return { state, word, detail: t('never') }
  const date = longDate(locale, view.measuredAt)
  if (state === 'unknown') return { state, word, detail: t('expired', { date }) }
  const detail = `${shortText(locale, view)} · ${t('measured', { date })}`
  return unjudged.includes(view.kind) ? { state: null, word: '', detail } : { state, word, detail }
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
