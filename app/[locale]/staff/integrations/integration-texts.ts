import type { ErrorWords } from '#components/form/action-state.ts'
import type { Worded } from '#components/staff/worded-state.tsx'
import { apiScopes } from '#db/schema/integrations-codes.ts'
import type { EndpointEntry } from '#domain/integrations/endpoints/list-endpoints.ts'
import { offeredEvents } from '#domain/integrations/rules/webhook-message.ts'
import { shortDate } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { messages } from '#i18n/messages.ts'
import { translator } from '#i18n/translator.ts'
import { atLeast } from '#platform/counted.ts'
import { staffErrorTexts } from '../../../_server/texts/staff-texts.ts'

export const integrationsPath = (locale: Locale) => `/${locale}/staff/integrations`

/** Words of every code that a form of these pages can answer. */
export const integrationErrors = (locale: Locale): ErrorWords => ({
  ...staffErrorTexts(locale),
  ...messages[locale].integrationErrors,
})

/** What each scope lets a program do, for the boxes of the form. */
export function scopeChoices(locale: Locale) {
  const t = translator(locale, 'integrations')
  return apiScopes.map((code) => ({
    value: code,
    word: t(`scopes.${code}.word`),
    note: t(`scopes.${code}.hint`),
  }))
}

export function eventChoices(locale: Locale) {
  const t = translator(locale, 'integrations')
  return offeredEvents.map((code) => ({
    value: code,
    word: eventWord(locale, code),
    note: t(`hooks.event.${eventKey(code)}.hint`),
  }))
}

// A dot parts the keys of messages.
const keys = {
  'choice.recorded': 'choice-recorded',
  'request.opened': 'request-opened',
  'request.closed': 'request-closed',
  'person.erased': 'person-erased',
  'policy.published': 'policy-published',
  'webhook.test': 'webhook-test',
} as const
const eventKey = <Event extends keyof typeof keys>(event: Event) => keys[event]

export const eventWord = (locale: Locale, event: keyof typeof keys) =>
  translator(locale, 'integrations')(`hooks.event.${keys[event]}.word`)

/** What came of an attempt. */
export function outcomeWords(locale: Locale, code: string): string {
  const t = translator(locale, 'integrations')
  if (code === '410') return t('outcome.gone')
  if (/^2\d\d$/.test(code)) return t('outcome.taken', { status: code })
  if (/^3\d\d$/.test(code)) return t('outcome.redirect', { status: code })
  if (/^\d+$/.test(code)) return t('outcome.status', { status: code })
  const known = failures.find((one) => one === code)
  return known ? t(`outcome.codes.${known}`) : code
}

const failures = [
  'private-address',
  'bad-address',
  'no-such-host',
  'no-connection',
  'bad-certificate',
  'timeout',
  'endpoint-off',
  'sending',
] as const

/** How an endpoint does, in a word, and what to know of it. */
export function endpointState(locale: Locale, endpoint: EndpointEntry): Worded {
  const t = translator(locale, 'integrations')
  const { disabledAt, dead, waiting, last } = endpoint
  const counts = [
    dead > 0 ? atLeast(dead) + t('hooks.dead', { count: dead }) : '',
    waiting > 0 ? atLeast(waiting) + t('hooks.waiting', { count: waiting }) : '',
  ]
  const detail = counts.filter(Boolean).join(', ') || undefined
  if (disabledAt) {
    const since = t('hooks.offSince', { day: shortDate(locale, disabledAt) })
    return { tone: 'plain', word: t('hooks.off'), detail: [since, detail].filter(Boolean).join(', ') }
  }
  const taken = !last || /^2\d\d$|^sending$/.test(last.outcome)
  if (dead > 0) return { tone: 'broken', word: taken ? t('hooks.on') : t('hooks.failing'), detail }
  return taken
    ? { tone: 'kept', word: t('hooks.on'), detail }
    : { tone: 'due', word: t('hooks.failing'), detail }
}
