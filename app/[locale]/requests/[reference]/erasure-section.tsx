import { PressForm } from '#components/form/press-form.tsx'
import { requestErrorWords } from '#components/requests/form-texts.ts'
import { ButtonLink } from '#components/ui/button.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { Section } from '#components/ui/section.tsx'
import type { State } from '#components/ui/state-mark.tsx'
import type { Context } from '#domain/access/context.ts'
import { type ErasureView, readErasure } from '#domain/fulfilment/erase/read-erasure.ts'
import { readSourceTitles } from '#domain/fulfilment/map/read-http-sources.ts'
import { endsInErasure, type KindName } from '#domain/requests/rules/kinds.ts'
import { itemTitle, sourceTitle } from '#i18n/data-map-texts.ts'
import { longMoment } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'
import { continueErasure, startErasure } from './actions.ts'

type Props = { ctx: Context; reference: string; kind: KindName }

const tones: Record<ErasureView['state'], State> = {
  waiting: 'due',
  drifted: 'due',
  erasing: 'plain',
  stuck: 'due',
  done: 'kept',
  incomplete: 'broken',
  cancelled: 'plain',
}

/** How far the erasure is, for the person: until when it can be cancelled, and what has changed since the decision. */
export async function ErasureSection({ ctx, reference, kind }: Props) {
  const run = endsInErasure(kind) ? await readErasure(ctx, reference) : null
  if (!run) return null
  const { locale } = ctx
  const t = translator(locale, 'erasure')
  const { state } = run
  const asksToStay = state === 'drifted' && run.consentedAgain
  const titles = readSourceTitles(ctx.services.env)
  const waitsFor = run.waitsFor.map((name) => sourceTitle(locale, name, titles[name])).join(', ')
  return (
    <Section title={t('run.title')} id="erasure">
      <Notice
        tone={tones[state]}
        word={t(waitsFor ? 'run.waitsFor' : asksToStay ? 'run.consentedAgain' : `run.${state}`)}
      >
        {waitsFor ? <p>{t('run.waitsForText', { source: waitsFor })}</p> : <Said locale={locale} run={run} />}
      </Notice>
      {kind === 'withdrawal/service' && run.endedAt === null && state !== 'cancelled' ? (
        <p className="mt-4 max-w-measure">{t('run.withdrawn')}</p>
      ) : null}
      {state === 'waiting' && !waitsFor ? (
        <div className="mt-5 print:hidden">
          <p className="mb-3 max-w-measure">{t('run.startText')}</p>
          <PressForm
            action={startErasure}
            fields={{ reference }}
            words={requestErrorWords(locale)}
            texts={{ press: t('run.start'), pressing: t('run.starting') }}
            look="plain"
          />
        </div>
      ) : null}
      {state === 'drifted' ? (
        <div className="mt-5 print:hidden">
          <PressForm
            action={continueErasure}
            fields={{ reference }}
            words={requestErrorWords(locale)}
            texts={{ press: t('run.continue'), pressing: t('run.continuing') }}
          />
        </div>
      ) : null}
      {run.certificatePath ? (
        <p className="mt-5">
          <ButtonLink look="plain" href={`/${locale}${run.certificatePath}`}>
            {t('run.certificate')}
          </ButtonLink>
        </p>
      ) : ctx.actor.kind === 'subject' && ctx.actor.onlyRequest === undefined ? (
        <p className="mt-3">
          <a className="inline-flex min-h-11 items-center" href={`/${locale}/my/data/plan`}>
            {t('run.plan')}
          </a>
        </p>
      ) : null}
    </Section>
  )
}

function Said({ locale, run }: { locale: Locale; run: ErasureView }) {
  const t = translator(locale, 'erasure')
  switch (run.state) {
    case 'waiting':
      return t('run.waitingText', { time: longMoment(locale, run.startsAt) })
    case 'drifted':
      return (
        <>
          {run.consentedAgain ? <p>{t('run.consentedAgainText')}</p> : null}
          {run.drift.length > 0 ? <p>{t('run.driftedText')}</p> : null}
          <ul className="mt-2 list-disc pl-5">
            {run.drift.map(({ item, before, now }) => (
              <li key={item.id}>{driftLine(locale, { item: itemTitle(locale, item), before, now })}</li>
            ))}
          </ul>
        </>
      )
    case 'erasing':
      return t('run.erasingText')
    case 'stuck':
      return t('run.stuckText')
    case 'cancelled':
      return t('run.cancelledText')
    default:
      return null
  }
}

export function driftLine(
  locale: Locale,
  line: { item: string; before: number | null; now: number },
): string {
  const t = translator(locale, 'erasure')
  const { item, before, now } = line
  return before === null ? t('run.driftNew', { item, now }) : t('run.driftLine', { item, before, now })
}
