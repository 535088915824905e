import type { ErrorWords } from '#components/form/action-state.ts'
import { statusWord } from '#components/requests/status-texts.tsx'
import { requestStatuses } from '#db/schema/request-codes.ts'
import type { KindName } from '#domain/requests/rules/kinds.ts'
import type { Locale } from '#i18n/locales.ts'
import { messages } from '#i18n/messages.ts'
import { translator } from '#i18n/translator.ts'
import { staffErrorTexts } from '../../../_server/texts/staff-texts.ts'

/** Words of every code a form about requests can answer; with a case, of those that name its state and its language. */
export function requestErrors(
  locale: Locale,
  about: { kind: KindName; locale: Locale } = { kind: 'access', locale },
): ErrorWords {
  const t = translator(locale, 'staffRequestErrors')
  const languages = translator(locale, 'staffRequests')
  const movedOn = requestStatuses.map((status) => {
    const said = statusWord(locale, { status, kind: about.kind }, 'staff')
    return [`moved-on-${status}`, t('moved-on', { status: said })]
  })
  return {
    ...staffErrorTexts(locale),
    ...messages[locale].staffRequestErrors,
    'not-in-their-language': t('not-in-their-language', {
      language: languages(`inLanguage.${about.locale}`),
    }),
    ...Object.fromEntries(movedOn),
  }
}
