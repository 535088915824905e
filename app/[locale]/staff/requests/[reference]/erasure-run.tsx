import { PressForm } from '#components/form/press-form.tsx'
import { CaseSection } from '#components/staff/request-section.tsx'
import { FactList } from '#components/ui/fact-list.tsx'
import { Notice } from '#components/ui/notice.tsx'
import type { Context } from '#domain/access/context.ts'
import { isAllowed } from '#domain/access/permissions.ts'
import { type ErasureSource, type ErasureView, readErasure } from '#domain/fulfilment/erase/read-erasure.ts'
import { readSourceTitles } from '#domain/fulfilment/map/read-http-sources.ts'
import type { StaffRequestView } from '#domain/requests/queue/staff-request-views.ts'
import { endsInErasure } from '#domain/requests/rules/kinds.ts'
import { codeWord } from '#i18n/data-map-codes.ts'
import { itemTitle, sourceTitle } from '#i18n/data-map-texts.ts'
import { longMoment } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'
import { driftLine } from '../../../requests/[reference]/erasure-section.tsx'
import { continueErasureForPerson, settle } from '../actions.ts'
import type { DeskProps } from './request-props.ts'
import { SettleFailed } from './settle-failed.tsx'

type Props = DeskProps & { ctx: Context; shown: StaffRequestView }

/** The erasure of a decided request: its systems, and what can be done about one that failed. */
export async function ErasureRun({ ctx, shown, here, ...desk }: Props) {
  const run = endsInErasure(shown.kind) ? await readErasure(ctx, shown.reference) : null
  if (!run) return null
  const { locale } = ctx
  const t = translator(locale, 'erasure')
  const titles = readSourceTitles(ctx.services.env)
  const maySettle = isAllowed(ctx.actor, 'erasures.settle')
  return (
    <CaseSection id="erasure" title={t('staff.title')}>
      <Notice
        tone={run.state === 'done' ? 'kept' : 'due'}
        word={t(run.waitsFor.length > 0 ? 'staff.waitsFor' : `staff.run.${run.state}`)}
        className="mb-4"
      >
        <When locale={locale} run={run} />
      </Notice>
      {run.state === 'drifted' ? (
        <>
          {run.consentedAgain ? <p>{t('staff.consentedAgain')}</p> : null}
          {run.drift.length > 0 ? <p>{t('staff.driftText')}</p> : null}
          <ul className="my-2 list-disc pl-5 text-small">
            {run.drift.map(({ item, before, now }) => (
              <li key={item.id}>{driftLine(locale, { item: itemTitle(locale, item), before, now })}</li>
            ))}
          </ul>
          {maySettle ? (
            <PressForm
              action={continueErasureForPerson}
              fields={{ reference: shown.reference }}
              texts={{ press: t('run.continue'), pressing: t('run.continuing') }}
              {...desk}
            />
          ) : null}
        </>
      ) : null}
      {run.sources.map((source) => (
        <div key={source.source} className="border-t border-rule py-4">
          <Source
            title={sourceTitle(locale, source.source, titles[source.source])}
            locale={locale}
            source={source}
          />
          {maySettle && source.state === 'failed' ? (
            <Settle
              locale={locale}
              reference={shown.reference}
              source={source.source}
              here={here}
              {...desk}
            />
          ) : null}
        </div>
      ))}
      {run.certificatePath ? <a href={`/${locale}${run.certificatePath}`}>{t('run.certificate')}</a> : null}
    </CaseSection>
  )
}

function When({ locale, run }: { locale: Locale; run: ErasureView }) {
  const t = translator(locale, 'erasure')
  if (run.endedAt) return t('staff.ended', { time: longMoment(locale, run.endedAt) })
  if (run.state === 'stuck') return t('staff.nextTry', { time: longMoment(locale, run.nextTryAt) })
  return run.state === 'waiting' ? t('staff.starts', { time: longMoment(locale, run.nextTryAt) }) : null
}

function Source({ title, locale, source }: { title: string; locale: Locale; source: ErasureSource }) {
  const t = translator(locale, 'erasure')
  const { state, settled, note, failedSince, codes } = source
  const counts = (['matched', 'changed', 'left', 'kept'] as const).map((name) => ({
    term: t(`staff.${name}`),
    value: <span className="tabular-nums">{source[name]}</span>,
  }))
  return (
    <>
      <h3 className="flex flex-wrap justify-between gap-x-4">
        <b className="font-semibold">{title}</b>
        <span className="text-small text-soft">{t(`staff.states.${state}`)}</span>
      </h3>
      {failedSince ? (
        <p className="mt-1 text-small text-broken">
          {t('staff.failedSince', {
            time: longMoment(locale, failedSince),
            codes: codes
              .map((code) => codeWord(locale, { table: 'erasure_item', column: 'code' }, code))
              .join(', '),
          })}
        </p>
      ) : null}
      {settled ? (
        <p className="mt-1 text-small">
          {t(settled === 'skipped' ? 'staff.skipped' : 'staff.byHand', { note: note ?? '' })}
        </p>
      ) : null}
      {state === 'settled' ? (
        <div className="mt-2">
          <FactList facts={counts} />
        </div>
      ) : null}
    </>
  )
}

type SettleProps = DeskProps & { locale: Locale; reference: string; source: string }

function Settle({ locale, reference, source, ...desk }: SettleProps) {
  const t = translator(locale, 'erasure')
  return (
    <SettleFailed
      action={settle}
      fields={{ reference, source }}
      place="erasure"
      retry={{ press: t('staff.retry'), pressing: t('staff.retrying') }}
      record={t('staff.record')}
      ways={[
        {
          how: 'skip',
          title: t('staff.skip'),
          label: t('staff.skipNote'),
          pressing: t('staff.skipping'),
        },
        {
          how: 'by-hand',
          title: t('staff.byHandTitle'),
          say: t('staff.byHandDo'),
          label: t('staff.byHandNote'),
          pressing: t('staff.recording'),
        },
      ]}
      {...desk}
    />
  )
}
