import { PressForm } from '#components/form/press-form.tsx'
import { DenseTable } from '#components/staff/dense-table.tsx'
import { type State, StateMark, stateColour } from '#components/ui/state-mark.tsx'
import type { SourceStateView } from '#domain/fulfilment/source-states/read-source-states.ts'
import { sourceTitle } from '#i18n/data-map-texts.ts'
import { shortMoment } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'
import { integrationErrors } from '../integrations/integration-texts.ts'
import { retrySourceNow } from './actions.ts'

type Props = {
  locale: Locale
  sources: readonly SourceStateView[]
  mayRetry: boolean
  signInPath: string
}

const marks: Record<SourceStateView['state'], Exclude<State, 'plain'>> = {
  well: 'kept',
  failing: 'broken',
  unknown: 'due',
}

/** Whether each source can be read and changed; of one that fails since when, why, and when the worker looks again. */
export function SourceStates({ locale, sources, mayRetry, signInPath }: Props) {
  const t = translator(locale, 'staffDataMap')
  const heads = ['source', 'state', 'why', 'since', 'next', 'canary'] as const
  return (
    <DenseTable
      caption={t('states.title')}
      heads={heads.map((head) => t(`states.columns.${head}`))}
      rows={sources.map((one) => {
        const title = sourceTitle(locale, one.source, one.title)
        const mark = marks[one.state]
        return {
          key: one.source,
          head: title,
          cells: [
            {
              value: (
                <>
                  <span className={`inline-flex items-baseline gap-2 ${stateColour[mark]}`}>
                    <StateMark state={mark} />
                    {t(`states.${one.state}`)}
                  </span>
                  {mayRetry && one.state === 'failing' ? (
                    <PressForm
                      action={retrySourceNow}
                      fields={{ source: one.source }}
                      words={integrationErrors(locale)}
                      texts={{ press: t('states.retry'), pressing: t('states.retrying') }}
                      label={t('states.retryOf', { source: title })}
                      look="text"
                      signInPath={signInPath}
                    />
                  ) : null}
                </>
              ),
            },
            { label: t('states.columns.why'), value: whyText(locale, one) },
            { label: t('states.columns.since'), value: momentText(locale, one.failingSince), short: true },
            { label: t('states.columns.next'), value: momentText(locale, one.nextTryAt), short: true },
            { label: t('states.columns.canary'), value: <Trial locale={locale} canary={one.canary} /> },
          ],
        }
      })}
    />
  )
}

/** The nightly trial with a test person. */
function Trial({ locale, canary }: { locale: Locale; canary: SourceStateView['canary'] }) {
  if (!canary) return '–'
  const t = translator(locale, 'staffDataMap')
  const mark = canary.failure ? 'broken' : 'kept'
  return (
    <>
      <span className={`inline-flex items-baseline gap-2 ${stateColour[mark]}`}>
        <StateMark state={mark} />
        {canary.failure ? t(`states.trial.${canary.failure.step}`) : t('states.trial.passed')}
      </span>
      <span className="block text-soft">
        {shortMoment(locale, canary.at)}
        {canary.failure ? `, ${t('states.code', { code: canary.failure.code })}` : null}
      </span>
    </>
  )
}

const momentText = (locale: Locale, at: Date | null) => (at ? shortMoment(locale, at) : '–')

function whyText(locale: Locale, { failure }: SourceStateView) {
  if (!failure) return '–'
  const t = translator(locale, 'staffDataMap')
  return (
    <>
      {t(`states.failures.${failure.code}`)}
      {failure.detail ? (
        <span className="block break-words text-soft">{t('states.code', { code: failure.detail })}</span>
      ) : null}
    </>
  )
}
