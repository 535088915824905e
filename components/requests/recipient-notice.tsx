import type { NoticeView } from '#domain/fulfilment/changes/tell-recipient.ts'
import { countryNames } from '#i18n/countries.ts'
import { longMoment } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'
import { type MarkedState, StateMark, stateColour } from '../ui/state-mark.tsx'

const tones: Record<NoticeView['state'], MarkedState> = {
  'to-tell': 'due',
  told: 'kept',
  answered: 'kept',
  'not-told': 'broken',
}

/** Whether somebody who received what was corrected was told. */
export function RecipientNotice({ locale, notice }: { locale: Locale; notice: NoticeView }) {
  const t = translator(locale, 'changes')
  const { recipient, country, state, note, at } = notice
  const tone = tones[state]
  return (
    <>
      <h3 className="flex flex-wrap items-baseline gap-x-3">
        <b className="font-semibold">{recipient[locale]}</b>
        <span className="text-small text-soft">{countryNames(locale, [country])}</span>
      </h3>
      <p className={`flex items-baseline gap-2 ${stateColour[tone]}`} data-state={state}>
        <StateMark state={tone} />
        <span>{t(`recipients.states.${state}`)}</span>
      </p>
      {note ? (
        <p className="text-small">
          {note} <span className="text-soft">{longMoment(locale, at)}</span>
        </p>
      ) : null}
    </>
  )
}
