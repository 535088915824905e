import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { StaffTitle } from '#components/staff/staff-title.tsx'
import { locales } from '#i18n/locales.ts'
import { localeOf } from '../../../../_server/session/request-context.ts'
import { confirmPath, currentStaff, staffContext } from '../../../../_server/session/staff-context.ts'
import { staffErrorTexts } from '../../../../_server/texts/staff-texts.ts'
import { invite } from '../actions.ts'
import { roleWords } from '../role-texts.ts'
import { InviteForm } from './invite-form.tsx'

type Props = { params: Promise<{ locale: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: localeOf((await params).locale), namespace: 'team' })
  return { title: t('invite') }
}

export default async function InviteStaff({ params }: Props) {
  const locale = localeOf((await params).locale)
  const here = `/${locale}/staff/team/invite`
  const ctx = await staffContext(locale, here, 'staff.invite')
  // Asked before anything is typed, so that nothing typed is lost on the way.
  if (!ctx.actor.sudo) redirect(confirmPath(locale, here))
  const t = await getTranslations('team')
  const languages = await getTranslations('common.languages')
  return (
    <>
      <StaffTitle above={<a href={`/${locale}/staff/team`}>{t('title')}</a>} meta={t('inviteLead')}>
        {t('invite')}
      </StaffTitle>
      {(await currentStaff())?.passkeysRequired ? (
        <p className="mb-6 max-w-measure">{t('invitePasskeys')}</p>
      ) : null}
      <InviteForm
        action={invite}
        roles={await roleWords()}
        languages={locales.map((code) => ({ code, name: languages(code) }))}
        locale={locale}
        texts={{
          email: t('email'),
          fullName: t('fullName'),
          roles: t('roles'),
          locale: t('language'),
          send: t('send'),
          sending: t('sending'),
        }}
        words={staffErrorTexts(locale)}
        signInPath={`/${locale}/staff/sign-in?next=${encodeURIComponent(here)}`}
      />
    </>
  )
}
