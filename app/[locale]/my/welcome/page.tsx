import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { errorWords } from '#components/form/form-texts.ts'
import { ButtonLink } from '#components/ui/button.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { PageTitle } from '#components/ui/page-title.tsx'
import { Section } from '#components/ui/section.tsx'
import { safeReturnPath } from '#domain/access/return-path.ts'
import { canRecordConsent } from '#domain/consent/choices/record-welcome.ts'
import { readChoices } from '#domain/consent/ledger/read-choices.ts'
import { isServiceByRepresentative } from '#domain/consent/representatives/asked-on-first-page.ts'
import { readConsentTexts } from '#domain/consent/texts/consent-texts.ts'
import { readCatalogue } from '#domain/consent/texts/read-catalogue.ts'
import { readMinor } from '#domain/people/minors/read-minors.ts'
import { readProfile } from '#domain/people/subjects/profile.ts'
import { currentVersion } from '#domain/policy/versions/read-policy.ts'
import type { Locale } from '#i18n/locales.ts'
import { pickTexts } from '#i18n/pick-texts.ts'
import { translator } from '#i18n/translator.ts'
import { newId } from '#platform/ids.ts'
import { currentSession, localeOf, subjectContext } from '../../../_server/session/request-context.ts'
import { answerWelcome } from './actions.ts'
import { ConsentFacts } from './consent-facts.tsx'
import { WelcomeForm } from './welcome-form.tsx'

type Props = {
  params: Promise<{ locale: string }>
  searchParams: Promise<{ next?: string | string[]; again?: string | string[] }>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: localeOf((await params).locale), namespace: 'welcome' })
  return { title: t('title') }
}

/** The consent to the service, with everything that Art. 8(4) of Law 94-V requires. */
export default async function Welcome({ params, searchParams }: Props) {
  const locale = localeOf((await params).locale)
  const { next, again } = await searchParams
  const returnTo = typeof next === 'string' ? safeReturnPath(next) : undefined
  const ctx = await subjectContext(locale, `/${locale}/my/welcome`)
  const answered = (await currentSession())?.welcomedAt !== null && again === undefined
  const given = (await readChoices(ctx, ctx.actor.subjectId)).some(
    ({ purpose, decision }) => purpose === 'service' && decision === 'granted',
  )
  if (await readMinor(ctx, ctx.actor.subjectId)) redirect(`/${locale}/my/representative`)
  const turnedAdult = await isServiceByRepresentative(ctx, ctx.actor.subjectId)
  if (answered || (given && !turnedAdult)) redirect(returnTo ?? `/${locale}/my`)
  const t = await getTranslations('welcome')
  const allWords = await readConsentTexts(ctx, locale)
  const service = allWords.find((one) => one.purpose === 'service')
  if (!canRecordConsent(ctx) || !service) return <Impossible locale={locale} />
  const profile = await readProfile(ctx, ctx.actor.subjectId)
  const policyVersion = await currentVersion(ctx)
  const { words, sha256 } = service
  const { purposes } = await readCatalogue(ctx)
  const titleOf = (purpose: string) =>
    allWords.find((one) => one.purpose === purpose && one.topic === '')?.words.title ?? ''
  return (
    <>
      <PageTitle lead={t('lead')}>{t('title')}</PageTitle>
      {turnedAdult ? (
        <div className="sheet pb-10">
          <div />
          <Notice word={t('adultWord')}>{t('adultText')}</Notice>
        </div>
      ) : null}
      <Section title={t('what')}>
        <p className="max-w-measure text-lead font-semibold">{words.title}</p>
        <p className="mt-1 max-w-measure">
          {words.what} {words.why}
        </p>
        <div className="mt-6">
          <ConsentFacts ctx={ctx} words={words} policyVersion={policyVersion} subject={profile?.fullName} />
        </div>
        <div className="mt-7">
          <WelcomeForm
            action={answerWelcome}
            fields={{
              textSha256: sha256,
              policyVersion,
              idempotencyKey: newId(),
              ...(returnTo ? { returnTo } : {}),
            }}
            askName={!profile?.fullName}
            age={ctx.services.env.guardians && !turnedAdult ? ageQuestion(locale) : null}
            texts={pickTexts(t, ['agree', 'decline', 'sending', 'fullName', 'fullNameHint'])}
            words={errorWords(locale)}
            signInPath={`/${locale}/sign-in`}
          />
        </div>
      </Section>
      <Section title={turnedAdult ? t('adultOptionalTitle') : t('optionalTitle')}>
        <p className="max-w-measure">{turnedAdult ? t('adultOptional') : t('optional')}</p>
        <ul className="mt-3 max-w-measure list-disc pl-5">
          {['communication', ...purposes].map((purpose) => (
            <li key={purpose}>{titleOf(purpose)}</li>
          ))}
        </ul>
      </Section>
    </>
  )
}

/** Asked of everybody alike, where the operator has turned it on. */
function ageQuestion(locale: Locale) {
  const t = translator(locale, 'guardians')
  const options = (['adult', 'minor'] as const).map((value) => ({ value, word: t(`age.${value}`) }))
  return { label: t('age.label'), hint: t('age.hint'), options }
}

async function Impossible({ locale }: { locale: string }) {
  const t = await getTranslations('welcome')
  return (
    <>
      <PageTitle>{t('title')}</PageTitle>
      <div className="sheet">
        <div />
        <div>
          <Notice tone="broken" word={t('noOperatorTitle')}>
            {t('noOperator')}
          </Notice>
          <p className="mt-6">
            <ButtonLink look="plain" href={`/${locale}/requests/new`}>
              {t('toRequests')}
            </ButtonLink>
          </p>
        </div>
      </div>
    </>
  )
}
