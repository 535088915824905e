import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { errorWords } from '#components/form/form-texts.ts'
import { PressForm } from '#components/form/press-form.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { PageTitle } from '#components/ui/page-title.tsx'
import { Section } from '#components/ui/section.tsx'
import { type Minor, readMinor } from '#domain/people/minors/read-minors.ts'
import { birthdaysOfMinors } from '#domain/people/rules/minor-age.ts'
import { readProfile } from '#domain/people/subjects/profile.ts'
import { longDate } from '#i18n/dates.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { localeOf, type SubjectContext, subjectContext } from '../../../_server/session/request-context.ts'
import { endMyRepresentation, nameMyRepresentative } from './actions.ts'
import { NameForm } from './name-form.tsx'

type Props = { params: Promise<{ locale: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: localeOf((await params).locale), namespace: 'guardians' })
  return { title: t('name.title') }
}

/** A person under 18 names the representative who consents for them, and sees whether that one has answered. */
export default async function MyRepresentative({ params }: Props) {
  const locale = localeOf((await params).locale)
  const ctx = await subjectContext(locale, `/${locale}/my/representative`)
  if (!ctx.services.env.guardians) notFound()
  const t = await getTranslations('guardians')
  const minor = await readMinor(ctx, ctx.actor.subjectId)
  const representative = minor?.representative ?? null
  return (
    <>
      <PageTitle lead={t('name.lead')}>{t('name.title')}</PageTitle>
      {minor && representative?.state === 'confirmed' ? (
        <Confirmed ctx={ctx} minor={minor} representationId={representative.representationId} />
      ) : (
        <>
          {representative?.state === 'named' ? (
            <div className="sheet pb-10">
              <div />
              <Notice tone="due" role="status" word={t('name.waiting')}>
                {t('name.waitingText', {
                  email: representative.email,
                  day: longDate(locale, representative.expiresAt),
                })}
              </Notice>
            </div>
          ) : null}
          <Section title={t(representative ? 'name.another' : 'name.formTitle')} note={t('name.agree')}>
            <Form ctx={ctx} minor={minor} />
          </Section>
        </>
      )}
    </>
  )
}

async function Form({ ctx, minor }: { ctx: SubjectContext; minor: Minor | null }) {
  const { locale } = ctx
  const t = await getTranslations('guardians')
  const profile = await readProfile(ctx, ctx.actor.subjectId)
  return (
    <NameForm
      action={nameMyRepresentative}
      days={minor ? null : birthdaysOfMinors(almatyDate(ctx.clock.now()))}
      askName={!profile?.fullName}
      texts={{
        bornOn: t('name.bornOn'),
        bornOnHint: t('name.bornOnHint'),
        email: t('name.email'),
        emailHint: t('name.emailHint'),
        fullName: t('link.fullName'),
        fullNameHint: t('link.fullNameHint'),
        send: t('name.send'),
        sending: t('name.sending'),
      }}
      words={errorWords(locale)}
      signInPath={`/${locale}/sign-in`}
    />
  )
}

type ConfirmedProps = { ctx: SubjectContext; minor: Minor; representationId: string }

async function Confirmed({ ctx, minor, representationId }: ConfirmedProps) {
  const t = await getTranslations('guardians')
  return (
    <div className="sheet">
      <div />
      <div>
        <Notice tone="kept" word={t('name.confirmed')}>
          {t('name.confirmedText')} {minor.band === '14-17' ? t('name.asked14') : null}
        </Notice>
        <p className="mt-8 mb-3 max-w-measure text-small text-soft">{t('name.endNote')}</p>
        <PressForm
          action={endMyRepresentation}
          fields={{ representationId }}
          words={errorWords(ctx.locale)}
          texts={{ press: t('name.end'), pressing: t('name.ending') }}
          look="plain"
          signInPath={`/${ctx.locale}/sign-in`}
        />
      </div>
    </div>
  )
}
