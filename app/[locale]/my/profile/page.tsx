import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { errorWords } from '#components/form/form-texts.ts'
import { PressForm } from '#components/form/press-form.tsx'
import { SourceChange } from '#components/requests/source-change.tsx'
import { FactList } from '#components/ui/fact-list.tsx'
import { PageTitle } from '#components/ui/page-title.tsx'
import { Section } from '#components/ui/section.tsx'
import type { Context } from '#domain/access/context.ts'
import { readProfileChanges } from '#domain/fulfilment/changes/read-changes.ts'
import { type PendingEmailChange, readEmailChange } from '#domain/people/email-change/pending-email-change.ts'
import { readProfile } from '#domain/people/subjects/profile.ts'
import { longMoment } from '#i18n/dates.ts'
import { type Locale, locales } from '#i18n/locales.ts'
import { pickTexts } from '#i18n/pick-texts.ts'
import { localeOf, subjectContext } from '../../../_server/session/request-context.ts'
import { LostMailbox } from '../../email-change/lost-mailbox.tsx'
import { cancelChange, changeEmail, saveProfile } from './actions.ts'
import { EmailForm } from './email-form.tsx'
import { ProfileForm } from './profile-form.tsx'

type Props = { params: Promise<{ locale: string }>; searchParams: Promise<{ saved?: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: localeOf((await params).locale), namespace: 'profile' })
  return { title: t('title') }
}

export default async function Profile({ params, searchParams }: Props) {
  const locale = localeOf((await params).locale)
  const ctx = await subjectContext(locale, `/${locale}/my/profile`)
  const profile = await readProfile(ctx, ctx.actor.subjectId)
  const pending = await readEmailChange(ctx, ctx.actor.subjectId)
  const t = await getTranslations('profile')
  const languages = await getTranslations('common.languages')
  const words = errorWords(locale)
  const signInPath = `/${locale}/sign-in`
  return (
    <>
      <PageTitle lead={t('lead')}>{t('title')}</PageTitle>
      <Section title={t('about')}>
        <ProfileForm
          action={saveProfile}
          initial={{
            fullName: profile?.fullName ?? '',
            phone: profile?.phone ?? '',
            locale: profile?.locale ?? locale,
          }}
          languages={locales.map((code) => ({ code, name: languages(code) }))}
          texts={pickTexts(t, [
            'fullName',
            'phone',
            'phoneHint',
            'locale',
            'localeHint',
            'save',
            'saving',
            'saved',
          ])}
          words={words}
          signInPath={signInPath}
          saved={(await searchParams).saved !== undefined}
        />
      </Section>
      <Carried ctx={ctx} />
      <Section id="address" title={t('email')}>
        <p className="max-w-measure break-words">
          <span className="text-soft">{t('emailNow')}:</span> {profile?.email ?? t('emailNone')}
        </p>
        {pending ? (
          <Pending locale={locale} pending={pending} />
        ) : (
          <div className="mt-6">
            <EmailForm
              action={changeEmail}
              texts={pickTexts(t, ['newEmail', 'newEmailHint', 'askChange', 'asking'])}
              words={words}
              signInPath={signInPath}
            />
          </div>
        )}
        {profile?.email ? <LostMailbox locale={locale} className="mt-6" /> : null}
      </Section>
      <Section title={t('correction')}>
        <a className="inline-flex min-h-11 items-center" href={`/${locale}/requests/new/rectification/form`}>
          {t('toCorrection')}
        </a>
      </Section>
    </>
  )
}

/** What became of the newest changes in the systems that repeat these fields. */
async function Carried({ ctx }: { ctx: Context & { actor: { subjectId: string } } }) {
  const changes = await readProfileChanges(ctx, ctx.actor.subjectId)
  if (changes.length === 0) return null
  const t = await getTranslations('changes.run')
  return (
    <Section id="carried" title={t('profile')} note={t('note')}>
      <ul className="max-w-measure">
        {changes.map((change) => (
          <li key={change.changeId} className="border-t border-rule py-3 first:border-t-0 first:pt-0">
            <SourceChange locale={ctx.locale} change={change} />
          </li>
        ))}
      </ul>
    </Section>
  )
}

/** A change that waits for its two confirmations. */
async function Pending({ locale, pending }: { locale: Locale; pending: PendingEmailChange }) {
  const t = await getTranslations('profile')
  const state = (confirmed: boolean) => (confirmed ? t('confirmed') : t('waiting'))
  return (
    <div className="mt-6">
      <h3>{t('pendingTitle')}</h3>
      <p className="mt-1 mb-4 max-w-measure text-soft">
        {t('asked')} {t('pendingUntil', { until: longMoment(locale, pending.expiresAt) })}
      </p>
      <FactList
        facts={[
          { term: t('pendingOld'), value: state(pending.oldConfirmed) },
          { term: t('pendingNew'), value: pending.newEmail, note: state(pending.newConfirmed) },
        ]}
      />
      <div className="mt-5">
        <PressForm
          action={cancelChange}
          words={errorWords(locale)}
          texts={{ press: t('cancelChange'), pressing: t('saving') }}
          look="plain"
          signInPath={`/${locale}/sign-in`}
        />
      </div>
    </div>
  )
}
