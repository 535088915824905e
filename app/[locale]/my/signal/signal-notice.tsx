import { getTranslations } from 'next-intl/server'
import { PurposeText } from '#components/choices/purpose-text.tsx'
import { errorWords } from '#components/form/form-texts.ts'
import { PressForm } from '#components/form/press-form.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { summaryLook } from '#components/ui/summary-look.ts'
import { readChoices } from '#domain/consent/ledger/read-choices.ts'
import { againstSignal, type SignalledPurpose, signalledPurposes } from '#domain/consent/rules/gpc.ts'
import { readConsentTexts } from '#domain/consent/texts/consent-texts.ts'
import { currentVersion } from '#domain/policy/versions/read-policy.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'
import { newId } from '#platform/ids.ts'
import type { SubjectContext } from '../../../_server/session/request-context.ts'
import { wordLabels } from '../choices/terms.tsx'
import { answerBrowserSignal } from './actions.ts'

type Props = { ctx: SubjectContext; page: '/my' | '/my/choices' }

/**
 * For browsers that send Global Privacy Control: asks once, with two equal answers, when a choice that the signal
 * covers is on; otherwise one line says that the signal was seen.
 */
export async function SignalNotice({ ctx, page }: Props) {
  if (ctx.signal !== 'gpc') return null
  const { locale, actor } = ctx
  const standing = await readChoices(ctx, actor.subjectId)
  const open = againstSignal(standing)
  const t = await getTranslations('signal')
  if (open.length === 0) {
    const kept = signalledPurposes.filter((purpose) =>
      standing.some((one) => one.purpose === purpose && one.decision === 'granted'),
    )
    return (
      <div className="sheet pb-8">
        <div />
        <p id="signal" className="max-w-measure scroll-mt-8 text-small text-soft">
          {kept.length > 0 ? t('kept', { list: listOf(locale, kept) }) : t('obeyed')}
        </p>
      </div>
    )
  }
  const words = await readConsentTexts(ctx, locale)
  const asked = open.flatMap(({ purpose }) => words.find((one) => one.purpose === purpose) ?? [])
  const fields = {
    ...Object.fromEntries(asked.map((one) => [`${one.purpose}Words`, one.sha256])),
    page,
    policyVersion: await currentVersion(ctx),
    idempotencyKey: newId(),
  }
  const labels = wordLabels(locale)
  return (
    <div className="sheet pb-10">
      <div />
      <Notice id="signal" word={t('asks')} className="scroll-mt-8">
        <p>
          {t('text', {
            list: listOf(
              locale,
              open.map((one) => one.purpose),
            ),
          })}
        </p>
        <details className="mt-2">
          <summary className={`${summaryLook} min-h-6 text-small`}>{t('about')}</summary>
          {asked.map((one) => (
            <div key={one.purpose} className="mt-3">
              <h2 className="font-ui text-body font-semibold tracking-normal">{one.words.title}</h2>
              <PurposeText words={one.words} labels={labels} />
            </div>
          ))}
        </details>
        <div className="mt-4 grid gap-3 sm:grid-cols-2 [&_button]:w-full">
          {(['off', 'keep'] as const).map((answer) => (
            <PressForm
              key={answer}
              action={answerBrowserSignal}
              fields={{ answer, ...fields }}
              words={errorWords(locale)}
              texts={{ press: t(answer), pressing: t('saving') }}
              look="plain"
              signInPath={`/${locale}/sign-in`}
            />
          ))}
        </div>
        <p className="mt-3 text-small text-soft">{t('once')}</p>
      </Notice>
    </div>
  )
}

function listOf(locale: Locale, purposes: readonly SignalledPurpose[]): string {
  const t = translator(locale, 'my')
  return purposes.map((purpose) => t(`purposes.${purpose}`)).join(', ')
}
