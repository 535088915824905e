import type { ShownChoice } from '#components/choices/choice-texts.ts'
import { errorWords } from '#components/form/form-texts.ts'
import { PressForm } from '#components/form/press-form.tsx'
import type { Decision } from '#domain/consent/rules/catalogue.ts'
import { endsSoon, monthsAfter } from '#domain/consent/rules/consent-term.ts'
import { shortDate } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { pickTexts } from '#i18n/pick-texts.ts'
import { translator } from '#i18n/translator.ts'
import type { SubjectContext } from '../../../_server/session/request-context.ts'
import { decideEnding } from './ending/actions.ts'

/** What the parts of a purpose's words are called. */
export function wordLabels(locale: Locale) {
  const t = translator(locale, 'choices')
  return pickTexts(t, [
    'data',
    'term',
    'retention',
    'recipients',
    'crossBorder',
    'publication',
    'withdrawal',
    'ifOff',
  ])
}

/** Switches that say until when they are on; one that ends within thirty days has below it the way to keep it on. */
export function withTerms(ctx: SubjectContext, choices: readonly ShownChoice[]): ShownChoice[] {
  const { locale, clock } = ctx
  const now = clock.now()
  const t = translator(locale, 'choices')
  const until = (at: Date) => t('endingSoon.until', { day: shortDate(locale, at) })
  const keepOn = (choice: ShownChoice) => (
    <div className="[&_button]:text-left">
      <KeepOn locale={locale} choice={choice} from="choices" />
    </div>
  )
  return choices.map((choice) => {
    const { expiresAt, termMonths } = choice
    const ends = expiresAt === null ? undefined : new Date(expiresAt)
    return {
      ...choice,
      ...(ends && { until: until(ends) }),
      ...(termMonths && { untilIfGranted: until(monthsAfter(now, termMonths)) }),
      ...(ends && endsSoon(ends, now) && { below: keepOn(choice) }),
    }
  })
}

export const endingSoon = (choices: readonly ShownChoice[], now: Date) =>
  choices.filter(({ expiresAt }) => expiresAt !== null && endsSoon(new Date(expiresAt), now))

type Props = { locale: Locale; choice: ShownChoice; from: 'my' | 'choices' }

/** Keeps a choice on for another term. */
export function KeepOn({ locale, choice, from }: Props) {
  const t = translator(locale, 'choices')
  const { termMonths } = choice
  // The operator has removed the term: a renewed consent lasts until it is withdrawn.
  const press = termMonths ? t('endingSoon.renew', { months: termMonths }) : t('endingSoon.renewForGood')
  return <Decide locale={locale} choice={choice} from={from} press={press} decision="granted" />
}

/** Switches it off without waiting for the end. */
export function SwitchOff({ locale, choice, from }: Props) {
  const press = translator(locale, 'choices')('endingSoon.switchOff')
  return <Decide locale={locale} choice={choice} from={from} press={press} decision="withdrawn" />
}

function Decide({ locale, choice, from, press, decision }: Props & { press: string; decision: Decision }) {
  const t = translator(locale, 'choices')
  const { purpose, topic, channel, textSha256, policyVersion, idempotencyKey, seq } = choice
  return (
    <PressForm
      action={decideEnding}
      fields={{
        purpose,
        topic,
        channel,
        decision,
        textSha256,
        policyVersion,
        from,
        basedOnSeq: seq,
        idempotencyKey: `${idempotencyKey}-${from}`,
      }}
      words={errorWords(locale)}
      texts={{ press, pressing: t('saving') }}
      label={t('endingSoon.renewOf', { press, choice: choice.title })}
      look={from === 'my' ? 'plain' : 'text'}
      signInPath={`/${locale}/sign-in`}
    />
  )
}
