import type { Metadata } from 'next'
import { headers } from 'next/headers'
import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { localeOf } from '../../_server/session/request-context.ts'
import MyLayout from '../my/layout.tsx'
import { PageNotFound } from '../page-not-found.tsx'
import StaffLayout from '../staff/layout.tsx'

type Props = { params: Promise<{ locale: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const locale = localeOf((await params).locale)
  const t = await getTranslations({ locale, namespace: 'errorPages.notFound' })
  return { title: t('title'), robots: { index: false } }
}

/**
 * Every address below a language that no page answers. The server in front asks for it, also in place of a page that calls
 * `notFound()`, and sends it with the status 404.
 */
export default async function Unknown({ params }: Props) {
  const given = await headers()
  if (!given.has('x-portal-not-found')) notFound()
  const page = <PageNotFound locale={localeOf((await params).locale)} />
  const path = given.get('x-portal-path') ?? ''
  if (/^\/staff(\/|$)/.test(path)) return <StaffLayout params={params}>{page}</StaffLayout>
  return /^\/(my|requests)(\/|$)/.test(path) ? <MyLayout params={params}>{page}</MyLayout> : page
}
