import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { PurposeText } from '#components/choices/purpose-text.tsx'
import { errorWords } from '#components/form/form-texts.ts'
import { PressForm } from '#components/form/press-form.tsx'
import { ButtonLink } from '#components/ui/button.tsx'
import { FactList } from '#components/ui/fact-list.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { PageTitle } from '#components/ui/page-title.tsx'
import { readChoiceTitles, readConsentTexts } from '#domain/consent/texts/consent-texts.ts'
import { readUnsubscribe } from '#domain/consent/unsubscribe/read-unsubscribe.ts'
import { readOperator } from '#domain/policy/operator/operator.ts'
import { currentVersion } from '#domain/policy/versions/read-policy.ts'
import { longDate } from '#i18n/dates.ts'
import { newId } from '#platform/ids.ts'
import { localeOf, visitorContext } from '../../../_server/session/request-context.ts'
import { wordLabels } from '../../my/choices/terms.tsx'
import { undoByLink, unsubscribeByLink } from './actions.ts'
import { linkFacts } from './link-facts.ts'
import { Why } from './why.tsx'

type Props = {
  params: Promise<{ locale: string; token: string }>
  searchParams: Promise<{ back?: string | string[] }>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: localeOf((await params).locale), namespace: 'unsubscribe' })
  return { title: t('title'), robots: { index: false } }
}

/** A GET only shows the page: mail scanners open every link. It names nobody, because emails are forwarded. */
export default async function UnsubscribePage({ params, searchParams }: Props) {
  const { locale: given, token } = await params
  const locale = localeOf(given)
  const ctx = await visitorContext(locale)
  const link = await readUnsubscribe(ctx, token)
  if (!link) notFound()
  const t = await getTranslations('unsubscribe')
  const shown = (await readConsentTexts(ctx, locale)).find(
    (one) => one.purpose === link.purpose && one.topic === link.topic,
  )
  const words = shown?.words ?? {}
  const facts = linkFacts(locale, link, {
    operator: readOperator(ctx.services.env),
    titles: await readChoiceTitles(ctx, locale),
  })
  const labels = wordLabels(locale)
  // What was never decided is off, and can still be refused for good.
  const canPress = link.on || link.seq === 0
  const title = t(canPress ? 'title' : link.pressedAt ? 'doneTitle' : 'offTitle')
  return (
    <>
      <PageTitle lead={canPress ? t('lead') : null}>{title}</PageTitle>
      <div className="sheet">
        <div />
        <div>
          {link.on && (await searchParams).back ? (
            <Notice tone="kept" role="status" word={t('back')} className="mb-8">
              {t('backText')}
            </Notice>
          ) : null}
          {canPress ? null : (
            <Notice
              tone={link.pressedAt ? 'kept' : 'plain'}
              role="status"
              word={facts.choice}
              className="mb-8"
            >
              {t(link.pressedAt ? 'done' : 'off')}
            </Notice>
          )}
          {canPress ? (
            <>
              <FactList facts={facts.facts} />
              <div className="mt-6">
                <PressForm
                  action={unsubscribeByLink}
                  fields={{ token }}
                  words={errorWords(locale)}
                  texts={{ press: t('press'), pressing: t('saving') }}
                />
              </div>
              {link.given ? (
                <Why locale={locale} choice={facts.choice} given={link.given} />
              ) : (
                <div className="mt-8 border-t border-rule pt-6">
                  <PurposeText words={words} labels={labels} />
                </div>
              )}
            </>
          ) : null}
          {link.canUndo && shown ? (
            <section aria-labelledby="accident" className="border-t border-rule pt-6">
              <h2 id="accident" className="text-lead">
                {t('accident')}
              </h2>
              <p className="mt-1 max-w-measure text-soft">{t('accidentText')}</p>
              <div className="mt-4">
                <h3 className="font-ui text-body font-semibold">{facts.choice}</h3>
                <PurposeText words={words} labels={labels} />
              </div>
              {link.endsBy ? (
                <p className="mt-3 max-w-measure">{t('undoUntil', { day: longDate(locale, link.endsBy) })}</p>
              ) : null}
              <div className="mt-5">
                <PressForm
                  action={undoByLink}
                  fields={{
                    token,
                    textSha256: shown.sha256,
                    basedOnSeq: link.seq,
                    policyVersion: await currentVersion(ctx),
                    idempotencyKey: newId(),
                  }}
                  words={errorWords(locale)}
                  texts={{ press: t('undo'), pressing: t('saving') }}
                  look="plain"
                />
              </div>
            </section>
          ) : null}
          <p className="mt-8 flex flex-wrap items-baseline gap-x-6">
            {canPress || link.pressedAt ? null : (
              <ButtonLink look="plain" href={`/${locale}/contact`}>
                {t('contact')}
              </ButtonLink>
            )}
            <span>
              <a className="inline-flex min-h-11 items-center" href={`/${locale}/my/choices`}>
                {t('choices')}
              </a>{' '}
              <span className="text-small text-soft">({t('choicesNote')})</span>
            </span>
          </p>
        </div>
      </div>
    </>
  )
}
