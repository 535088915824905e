import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { publicMetadata } from '#components/frame/page-metadata.ts'
import { readSeries } from '#domain/assurance/trust/read-series.ts'
import { readTrust } from '#domain/assurance/trust/read-trust.ts'
import { readPolicy } from '#domain/policy/versions/read-policy.ts'
import { localeOf, visitorContext } from '../../_server/session/request-context.ts'
import { TrustDocument } from './trust-document.tsx'

type Props = { params: Promise<{ locale: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const locale = localeOf((await params).locale)
  const t = await getTranslations('trust')
  return publicMetadata(locale, '/trust', { title: t('title'), description: t('description') })
}

/** Whether the policy is kept: what is measured of each clause. */
export default async function TrustPage({ params }: Props) {
  const locale = localeOf((await params).locale)
  const ctx = await visitorContext(locale)
  return (
    <TrustDocument
      locale={locale}
      appUrl={ctx.services.env.APP_URL}
      now={ctx.clock.now()}
      policy={await readPolicy(ctx, locale)}
      trust={await readTrust(ctx)}
      series={await readSeries(ctx)}
    />
  )
}
