import { PurposeText } from '#components/choices/purpose-text.tsx'
import { Section } from '#components/ui/section.tsx'
import { summaryLook } from '#components/ui/summary-look.ts'
import { longDate } from '#i18n/dates.ts'
import { translator } from '#i18n/translator.ts'
import type { SubjectContext } from '../../../../_server/session/request-context.ts'
import { shownChoices } from '../shown-choices.ts'
import { endingSoon, KeepOn, SwitchOff, wordLabels } from '../terms.tsx'

/** Choices that expire within thirty days, with two buttons of equal weight. */
export async function EndingChoices({ ctx }: { ctx: SubjectContext }) {
  const { locale } = ctx
  const { shown, wordsOf } = await shownChoices(ctx, undefined)
  const ending = endingSoon(shown, ctx.clock.now())
  if (ending.length === 0) return null
  const t = translator(locale, 'choices')
  const labels = wordLabels(locale)
  return (
    <Section id="ending" title={translator(locale, 'my')('endsSoon')} note={t('endingSoon.endingText')}>
      <ul>
        {ending.map((choice) => (
          <li key={choice.name} className="border-t border-rule py-5 first:border-t-0 first:pt-0 last:pb-0">
            <h3>{choice.title}</h3>
            <p className="text-small text-soft">
              {t('endingSoon.ending', { day: longDate(locale, choice.expiresAt ?? '') })}
            </p>
            <details className="mt-1">
              <summary className={`${summaryLook} min-w-11 py-1.5 text-small`}>
                {t('endingSoon.words')}
              </summary>
              <div className="mt-1 mb-2">
                <PurposeText words={wordsOf(choice.purpose, choice.topic)} labels={labels} />
              </div>
            </details>
            <div className="mt-2 grid max-w-measure gap-3 sm:grid-cols-2 [&_button]:h-full [&_button]:w-full">
              <KeepOn locale={locale} choice={choice} from="my" />
              <SwitchOff locale={locale} choice={choice} from="my" />
            </div>
          </li>
        ))}
      </ul>
    </Section>
  )
}
