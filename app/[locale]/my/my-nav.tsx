import { headers } from 'next/headers'
import { getTranslations } from 'next-intl/server'
import { errorWords } from '#components/form/form-texts.ts'
import { PressForm } from '#components/form/press-form.tsx'
import { AreaNav } from '#components/frame/area-nav.tsx'
import { currentPlace } from '#components/frame/places.ts'
import type { Context } from '#domain/access/context.ts'
import { readMinor } from '#domain/people/minors/read-minors.ts'
import { readRepresented } from '#domain/people/minors/represent.ts'
import { readProfile } from '#domain/people/subjects/profile.ts'
import type { Locale } from '#i18n/locales.ts'
import { currentSession, readerContext } from '../../_server/session/request-context.ts'
import { signOut } from './actions.ts'

const pages = [
  { key: 'title', path: '/my' },
  { key: 'choices', path: '/my/choices' },
  { key: 'requests', path: '/my/requests' },
  { key: 'data', path: '/my/data' },
  { key: 'history', path: '/my/history' },
  { key: 'profile', path: '/my/profile' },
] as const

/** The pages of a signed-in person and the way out; nothing for a visitor. */
export async function MyNav({ locale }: { locale: Locale }) {
  const session = await currentSession()
  if (!session) return null
  const t = await getTranslations('my')
  const path = (await headers()).get('x-portal-path') ?? ''
  const ctx = await readerContext(locale)
  const profile = await readProfile(ctx, session.subjectId)
  const links = [...pages, ...(await guardianPages(ctx, session.subjectId))].map((page) => ({
    href: `/${locale}${page.path}`,
    title: t(page.key),
    current: currentOf(page.path, path),
  }))
  return (
    <AreaNav label={t('title')} links={links}>
      <span className="area-nav-name min-w-0 truncate">{profile?.fullName || profile?.email}</span>
      <PressForm
        action={signOut}
        words={errorWords(locale)}
        texts={{ press: t('signOut'), pressing: t('signingOut') }}
        look="text"
      />
    </AreaNav>
  )
}

/** Of a person under 18, and of a representative. Where the operator has not turned it on there are none. */
async function guardianPages(ctx: Context, subjectId: string) {
  if (!ctx.services.env.guardians) return []
  const minor = await readMinor(ctx, subjectId)
  const represented = await readRepresented(ctx, subjectId)
  return [
    ...(minor ? [{ key: 'representative', path: '/my/representative' } as const] : []),
    ...(represented.length > 0 ? [{ key: 'represented', path: '/my/represented' } as const] : []),
  ]
}

function currentOf(page: string, path: string) {
  if (page === '/my/requests' && path.startsWith('/requests/')) return 'true'
  if (page === '/my/history' && path.startsWith('/receipts/')) return 'true'
  return page === '/my' && path !== '/my' ? undefined : currentPlace(page, path)
}
