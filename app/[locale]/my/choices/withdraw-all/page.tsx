import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { errorWords } from '#components/form/form-texts.ts'
import { PressForm } from '#components/form/press-form.tsx'
import { ButtonLink } from '#components/ui/button.tsx'
import { PageTitle } from '#components/ui/page-title.tsx'
import { Section } from '#components/ui/section.tsx'
import { currentVersion } from '#domain/policy/versions/read-policy.ts'
import { inSentence } from '#i18n/choice-title.ts'
import { newId } from '#platform/ids.ts'
import { localeOf, subjectContext } from '../../../../_server/session/request-context.ts'
import { withdrawEverything } from '../actions.ts'
import { shownChoices } from '../shown-choices.ts'

type Props = { params: Promise<{ locale: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: localeOf((await params).locale), namespace: 'choices.confirm' })
  return { title: t('title') }
}

/** Says what will change and what will not, and has the one button. */
export default async function WithdrawAll({ params }: Props) {
  const locale = localeOf((await params).locale)
  const ctx = await subjectContext(locale, `/${locale}/my/choices/withdraw-all`)
  const { shown, wordsOf } = await shownChoices(ctx, undefined)
  const t = await getTranslations('choices')
  const on = shown.filter((choice) => choice.decision === 'granted')
  const back = (
    <a className="-my-3 inline-flex min-h-11 items-center" href={`/${locale}/my/choices`}>
      {t('confirm.back')}
    </a>
  )
  if (on.length === 0)
    return (
      <>
        <PageTitle lead={t('confirm.nothingText')} beside={back}>
          {t('confirm.nothing')}
        </PageTitle>
        <div className="sheet">
          <div />
          <p>
            <ButtonLink look="plain" href={`/${locale}/my/choices`}>
              {t('confirm.back')}
            </ButtonLink>
          </p>
        </div>
      </>
    )
  // Topics are named once, with the channels that are on.
  const lines = new Map<string, { title: string; stops: string; channels: string[] }>()
  for (const { purpose, topic, channel } of on) {
    const words = wordsOf(purpose, topic)
    const line = lines.get(purpose + topic) ?? {
      title: words.title ?? '',
      stops: words.stops ?? '',
      channels: [],
    }
    if (channel === 'email' || channel === 'sms' || channel === 'push')
      line.channels.push(inSentence(locale, t(`channels.${channel}`)))
    lines.set(purpose + topic, line)
  }
  return (
    <>
      <PageTitle lead={t('confirm.lead')} beside={back}>
        {t('confirm.title')}
      </PageTitle>
      <Section title={t('confirm.what')}>
        <ul className="max-w-measure space-y-3">
          {[...lines.values()].map((line) => (
            <li key={line.title}>
              <b className="font-semibold">{line.title}</b>
              {line.channels.length > 0 ? (
                <span className="text-soft"> · {line.channels.join(', ')}</span>
              ) : null}
              <span className="block">{line.stops}</span>
            </li>
          ))}
        </ul>
        <p className="mt-5 max-w-measure text-soft">{t('confirm.kept')}</p>
        <div className="mt-7">
          <PressForm
            action={withdrawEverything}
            fields={{ policyVersion: await currentVersion(ctx), idempotencyKey: newId() }}
            words={errorWords(locale)}
            texts={{ press: t('confirm.button'), pressing: t('confirm.sending') }}
            signInPath={`/${locale}/sign-in`}
          />
        </div>
      </Section>
    </>
  )
}
