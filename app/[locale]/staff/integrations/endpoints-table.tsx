import { DenseTable } from '#components/staff/dense-table.tsx'
import { WordedState } from '#components/staff/worded-state.tsx'
import type { EndpointEntry } from '#domain/integrations/endpoints/list-endpoints.ts'
import { shortMoment } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'
import { endpointState, eventWord, integrationsPath, outcomeWords } from './integration-texts.ts'

export function EndpointsTable({
  locale,
  endpoints,
}: {
  locale: Locale
  endpoints: readonly EndpointEntry[]
}) {
  const t = translator(locale, 'integrations')
  const heads = ['url', 'events', 'last', 'state'] as const
  return (
    <DenseTable
      caption={t('hooks.title')}
      heads={heads.map((head) => t(`hooks.${head}`))}
      rows={endpoints.map((endpoint) => ({
        key: endpoint.endpointId,
        head: (
          <a
            className="font-semibold wrap-anywhere max-md:inline-block max-md:py-1.5"
            href={`${integrationsPath(locale)}/webhooks/${endpoint.endpointId}`}
          >
            {endpoint.url}
          </a>
        ),
        cells: [
          {
            value: endpoint.events.map((event) => (
              <span key={event} className="block">
                {eventWord(locale, event)}
              </span>
            )),
          },
          {
            label: t('hooks.last'),
            value: endpoint.last ? (
              <>
                {outcomeWords(locale, endpoint.last.outcome)}
                <span className="block text-soft">{shortMoment(locale, endpoint.last.at)}</span>
              </>
            ) : (
              <span className="text-soft">{t('hooks.noneYet')}</span>
            ),
          },
          { value: <WordedState {...endpointState(locale, endpoint)} /> },
        ],
      }))}
    />
  )
}
