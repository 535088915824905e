import { PurposeText } from '#components/choices/purpose-text.tsx'
import { FactList } from '#components/ui/fact-list.tsx'
import { origins } from '#domain/consent/rules/choice-schemas.ts'
import type { GivenConsent } from '#domain/consent/unsubscribe/read-unsubscribe.ts'
import { longMoment } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { messages } from '#i18n/messages.ts'
import { translator } from '#i18n/translator.ts'
import { wordLabels } from '../../my/choices/terms.tsx'

type Props = { locale: Locale; choice: string; given: GivenConsent }

/** A place of the portal, or the one that the platform named. */
function placeOf(locale: Locale, origin: string): string {
  const words = messages[locale].history.origins
  const known = origins.find((one) => one === origin)
  return known ? words[known] : `${words.platform}: ${origin.replace(/^platform:/, '')}`
}

/** Why did I get this? The choice behind the message: its day, its place and the exact text, in the language it was shown in. */
export function Why({ locale, choice, given }: Props) {
  const t = translator(locale, 'unsubscribe')
  const { languages } = messages[locale].history
  const { at, origin, words } = given
  return (
    <section id="why" aria-labelledby="why-title" className="mt-8 scroll-mt-8 border-t border-rule pt-6">
      <h2 id="why-title" className="text-lead">
        {t('why.title')}
      </h2>
      <p className="mt-1 mb-5 max-w-measure">{t('why.text', { choice })}</p>
      <FactList
        facts={[
          { term: t('why.day'), value: <time dateTime={at.toISOString()}>{longMoment(locale, at)}</time> },
          { term: t('why.place'), value: placeOf(locale, origin) },
          { term: t('why.language'), value: languages[given.locale] },
        ]}
      />
      <h3 className="mt-6 font-ui text-body font-semibold">{t('why.words')}</h3>
      <div lang={given.locale} className="mt-1">
        {words.source !== 'import' ? (
          <PurposeText words={words} labels={wordLabels(given.locale)} />
        ) : (
          <p className="max-w-measure">{words.text ?? t('why.notKept')}</p>
        )}
      </div>
    </section>
  )
}
