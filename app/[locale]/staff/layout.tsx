import './staff.css'
import type { Metadata } from 'next'
import { headers } from 'next/headers'
import { getTranslations } from 'next-intl/server'
import type { ReactNode } from 'react'
import { PressForm } from '#components/form/press-form.tsx'
import { LanguageSwitch } from '#components/frame/language-switch.tsx'
import { currentPlace } from '#components/frame/places.ts'
import { StaffBar } from '#components/staff/staff-bar.tsx'
import { isAllowed } from '#domain/access/permissions.ts'
import { readOwnName } from '#domain/staff/team/read-team.ts'
import type { Locale } from '#i18n/locales.ts'
import { localeOf } from '../../_server/session/request-context.ts'
import { type StaffContext, staffContextOrNull } from '../../_server/session/staff-context.ts'
import { staffErrorTexts } from '../../_server/texts/staff-texts.ts'
import { signOutStaff } from './sign-in/actions.ts'
import { staffPlaces } from './staff-places.ts'

type Props = { children: ReactNode; params: Promise<{ locale: string }> }

export const metadata: Metadata = { robots: { index: false } }

/**
 * The layout does not authorise: each page and its use cases do, because a layout is not rendered again on
 * navigation.
 */
export default async function StaffLayout({ children, params }: Props) {
  const locale = localeOf((await params).locale)
  const ctx = await staffContextOrNull(locale)
  return (
    <div className="staff flex grow flex-col">
      <StaffHeader locale={locale} ctx={ctx} />
      <main id="content" tabIndex={-1} className="mx-auto w-full max-w-staff grow px-4 py-5 md:px-6">
        {children}
      </main>
    </div>
  )
}

async function StaffHeader({ ctx, locale }: { ctx: StaffContext | null; locale: Locale }) {
  const t = await getTranslations('staff')
  const common = await getTranslations('common')
  const path = (await headers()).get('x-portal-path') ?? ''
  const frame = {
    home: { href: `/${locale}/staff`, title: common('site') },
    languages: <LanguageSwitch locale={locale} path={path} />,
  }
  if (!ctx) return <StaffBar {...frame} />
  const places = staffPlaces.filter(({ permission }) => isAllowed(ctx.actor, permission))
  const links = places.map((place) => ({
    href: `/${locale}${place.path}`,
    word: t(`places.${place.key}`),
    current: place.key === 'desk' && path !== '/staff' ? undefined : currentPlace(place.path, path),
  }))
  return (
    <StaffBar
      {...frame}
      links={links}
      texts={{ label: t('label'), menu: t('menu'), more: t('more') }}
      name={await readOwnName(ctx)}
      account={{
        href: `/${locale}/staff/account`,
        word: t('account'),
        current: currentPlace('/staff/account', path),
      }}
      roles={ctx.actor.roles.map((role) => t(`roles.${role}`)).join(', ')}
    >
      <div className="staff-sign-out">
        <PressForm
          action={signOutStaff}
          words={staffErrorTexts(locale)}
          texts={{ press: t('signOut'), pressing: t('signingOut') }}
          look="plain"
        />
      </div>
    </StaffBar>
  )
}
