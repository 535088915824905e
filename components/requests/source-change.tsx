import type { ChangeView, NamedField } from '#domain/fulfilment/changes/read-changes.ts'
import { fieldTitle, itemTitle, sourceTitle } from '#i18n/data-map-texts.ts'
import { longMoment } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'
import { type State, StateMark, stateColour } from '../ui/state-mark.tsx'

/** A change is green only when it was read back. */
const tones: Record<ChangeView['state'], State> = {
  waiting: 'due',
  done: 'kept',
  nothing: 'plain',
  'not-concerned': 'plain',
  unidentified: 'plain',
  failed: 'due',
  skipped: 'broken',
  'by-hand': 'plain',
  overtaken: 'plain',
}

/** The title of the changes of a request; null for a kind that changes nothing in other systems. */
export function changesTitle(kind: string): 'correct' | 'restrict' | 'object' | null {
  if (kind === 'rectification') return 'correct'
  if (kind === 'objection') return 'object'
  return kind.startsWith('restriction/') ? 'restrict' : null
}

type Props = { locale: Locale; change: ChangeView; side?: 'staff' | 'person' }

/** What one system changed, and what was found when it was read again. */
export function SourceChange({ locale, change, side = 'person' }: Props) {
  const t = translator(locale, 'changes')
  const { kind, source, place, state, matched, changed, left, oldIn, note, at } = change
  const tone = tones[state]
  const isChecked = state === 'done' || state === 'nothing' || state === 'by-hand'
  return (
    <>
      <h3 className="flex flex-wrap items-baseline gap-x-3">
        <b className="font-semibold">{sourceTitle(locale, source)}</b>
        {place ? <span className="text-small text-soft">{fieldTitle(locale, place.field)}</span> : null}
      </h3>
      <p className={`flex items-baseline gap-2 ${stateColour[tone]}`} data-state={state}>
        {tone === 'plain' ? null : <StateMark state={tone} />}
        <span>{t(`run.states.${kind}.${state}`)}</span>
      </p>
      {isChecked ? (
        <p className="text-small text-soft">{t('run.at', { time: longMoment(locale, at) })}</p>
      ) : null}
      {side === 'staff' && matched !== null ? (
        <p className="text-small text-soft tabular-nums">
          {t('run.numbers', { matched, changed: changed ?? 0, left: left ?? 0 })}
        </p>
      ) : null}
      {note ? <p className="text-small">{t('run.because', { note })}</p> : null}
      {state === 'failed' ? <Failed locale={locale} change={change} side={side} /> : null}
      {oldIn.length > 0 ? <OldIn locale={locale} places={oldIn} /> : null}
    </>
  )
}

function Failed({ locale, change, side }: Required<Props>) {
  const t = translator(locale, 'changes')
  if (side === 'person') return <p className="text-small text-soft">{t('run.failed')}</p>
  const { code, failedSince, nextTryAt } = change
  return (
    <p className="text-small text-broken">
      {t('run.failedSince', {
        time: longMoment(locale, failedSince ?? change.at),
        codes: codeWords(locale, code),
        next: longMoment(locale, nextTryAt),
      })}
    </p>
  )
}

const codes = [
  'unavailable',
  'refused',
  'not-configured',
  'not-supported',
  'unreadable',
  'stopped',
  'blocked',
  'record-gone',
  'other-value',
  'left-over',
  'unknown',
  'pending',
] as const

function codeWords(locale: Locale, code: string | null): string {
  const known = codes.find((one) => one === code)
  return known ? translator(locale, 'changes')(`staff.codes.${known}`) : (code ?? '')
}

function OldIn({ locale, places }: { locale: Locale; places: readonly NamedField[] }) {
  const t = translator(locale, 'changes')
  return (
    <div className="mt-1 text-small">
      <p>{t('run.oldIn')}</p>
      <ul className="list-disc pl-5">
        {places.map(({ item, field, stays }) => {
          const names = { item: itemTitle(locale, item), field: fieldTitle(locale, field) }
          return (
            <li key={`${item.table} ${field.column}`}>
              {t(stays === 'law' ? 'run.oldInLaw' : 'run.oldInRecord', names)}
            </li>
          )
        })}
      </ul>
    </div>
  )
}
