import { Block } from '#components/staff/block.tsx'
import { DenseTable } from '#components/staff/dense-table.tsx'
import { WordedState } from '#components/staff/worded-state.tsx'
import { Fingerprint } from '#components/ui/fingerprint.tsx'
import { summaryLook } from '#components/ui/summary-look.ts'
import type { HistoryEntry } from '#domain/consent/ledger/read-choices.ts'
import { origins } from '#domain/consent/rules/choice-schemas.ts'
import { readChoiceTitles } from '#domain/consent/texts/consent-texts.ts'
import { choiceTitle } from '#i18n/choice-title.ts'
import { longDate, shortMoment } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'
import type { PartProps } from './account.tsx'

export async function Choices({ ctx, record: { choices } }: PartProps) {
  const { locale } = ctx
  const titles = await readChoiceTitles(ctx, locale)
  const t = translator(locale, 'people')
  const words = translator(locale, 'choices')
  const heads = ['choice', 'state', 'since', 'until'] as const
  const stateOf = (decision: (typeof choices)[number]['decision']) => {
    if (decision === 'granted') return { tone: 'kept' as const, word: words('on') }
    return { tone: 'plain' as const, word: decision ? words('off') : t('choices.notAsked') }
  }
  return (
    <Block id="choices" title={t('choices.title')} note={t('choices.note')}>
      <DenseTable
        caption={t('choices.title')}
        heads={heads.map((head) => t(`choices.${head}`))}
        rows={choices.map((choice) => ({
          key: choice.name,
          head: choiceTitle(locale, choice, titles),
          cells: [
            { value: <WordedState {...stateOf(choice.decision)} /> },
            {
              label: t('choices.since'),
              value: choice.recordedAt ? shortMoment(locale, choice.recordedAt) : '–',
              short: true,
              wideOnly: !choice.recordedAt,
            },
            {
              label: t('choices.until'),
              value: choice.expiresAt ? longDate(locale, choice.expiresAt) : '–',
              short: true,
              wideOnly: !choice.expiresAt,
            },
          ],
        }))}
      />
    </Block>
  )
}

export async function History({ ctx, record: { history }, here, paged }: PartProps & { paged: boolean }) {
  const { locale } = ctx
  const titles = await readChoiceTitles(ctx, locale)
  const t = translator(locale, 'people')
  const heads = ['when', 'choice', 'decision', 'who', 'proof'] as const
  const link = 'inline-flex min-h-11 items-center'
  return (
    <Block id="history" title={t('history.title')} note={t('history.note')}>
      {history.items.length === 0 ? (
        <p className="text-soft">{t('none')}</p>
      ) : (
        <DenseTable
          caption={t('history.title')}
          heads={heads.map((head) => t(`history.${head}`))}
          rows={history.items.map((entry) => ({
            key: entry.eventId,
            head: <time dateTime={entry.recordedAt}>{shortMoment(locale, entry.recordedAt)}</time>,
            cells: [
              { value: choiceTitle(locale, entry, titles) },
              { value: decisionWord(locale, entry) },
              { value: whoAndWhere(locale, entry) },
              { value: <Proof locale={locale} entry={entry} /> },
            ],
          }))}
        />
      )}
      <p className="flex flex-wrap gap-x-6 text-small print:hidden">
        {paged ? (
          <a className={link} href={`${here}#history`}>
            {t('history.newest')}
          </a>
        ) : null}
        {history.next === null ? null : (
          <a className={link} href={`${here}?before=${history.next}#history`}>
            {t('history.older')}
          </a>
        )}
      </p>
    </Block>
  )
}

function decisionWord(locale: Locale, { purpose, decision }: HistoryEntry) {
  const t = translator(locale, 'history')
  if (decision === 'granted') return t(purpose === 'service' ? 'serviceGranted' : 'granted')
  return t(purpose === 'service' ? 'serviceWithdrawn' : 'withdrawn')
}

const actors = ['subject', 'representative', 'staff', 'program', 'system', 'visitor'] as const

function whoAndWhere(locale: Locale, { actorKind, origin, locale: language }: HistoryEntry) {
  const t = translator(locale, 'people')
  const words = translator(locale, 'history')
  const known = origins.find((one) => one === origin)
  const actor = actors.find((one) => one === actorKind) ?? 'system'
  const place = origin.replace(/^platform:/, '')
  const where =
    known === 'request'
      ? t('history.request')
      : known
        ? words(`origins.${known}`)
        : `${words('origins.platform')}: ${place}`
  return (
    <>
      {t(`history.actors.${actor}`)}
      <span className="block text-soft">
        {where}, {language}
      </span>
    </>
  )
}

/** What the person was shown, and the number of the receipt: what they can read out from their own copy. */
function Proof({ locale, entry }: { locale: Locale; entry: HistoryEntry }) {
  const t = translator(locale, 'people')
  const words = translator(locale, 'history')
  const { policyVersion, textVersion, textSha256, eventId } = entry
  const versionOf = (version: number) => (version > 0 ? words('version', { version }) : words('elsewhere'))
  return (
    <>
      {t('history.policy')}:{' '}
      {policyVersion > 0 ? (
        <a href={`/${locale}/policy/versions/${policyVersion}`}>{versionOf(policyVersion)}</a>
      ) : (
        versionOf(policyVersion)
      )}
      , {t('history.words')}: {versionOf(textVersion)}
      <details>
        <summary className={`${summaryLook} py-1.5`}>{t('history.receipt')}</summary>
        <code className="font-code text-[0.8125rem] break-all">{eventId}</code>
        <span className="block">
          <Fingerprint hex={textSha256} />
        </span>
      </details>
    </>
  )
}
