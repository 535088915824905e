import '../globals.css'
import type { Metadata, Viewport } from 'next'
import { headers } from 'next/headers'
import { getTranslations, setRequestLocale } from 'next-intl/server'
import type { ReactNode } from 'react'
import { keepPlace } from '#components/frame/keep-place.ts'
import { PageFrame } from '#components/frame/page-frame.tsx'
import { readOperator } from '#domain/policy/operator/operator.ts'
import { services } from '#platform/services.ts'
import { localeOf } from '../_server/session/request-context.ts'

type Props = { children: ReactNode; params: Promise<{ locale: string }> }

export const dynamic = 'force-dynamic'

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#fbf9f4' },
    { media: '(prefers-color-scheme: dark)', color: '#10191c' },
  ],
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const locale = localeOf((await params).locale)
  const t = await getTranslations({ locale, namespace: 'common' })
  return {
    metadataBase: new URL(services().env.APP_URL),
    title: { default: `${t('tagline')} · ${t('site')}`, template: `%s · ${t('site')}` },
    icons: {
      icon: [{ url: '/icon.svg', type: 'image/svg+xml' }],
      apple: [{ url: '/apple-touch-icon.png', sizes: '180x180' }],
    },
    referrer: 'same-origin',
    formatDetection: { telephone: false, email: false, address: false },
  }
}

export default async function RootLayout({ children, params }: Props) {
  const locale = localeOf((await params).locale)
  setRequestLocale(locale)
  const { env } = services()
  const asked = await headers()
  return (
    <html lang={locale}>
      <body className="flex min-h-dvh flex-col">
        <PageFrame
          locale={locale}
          sample={env.sampleData}
          path={asked.get('x-portal-path') ?? ''}
          operator={readOperator(env)}
        >
          {children}
        </PageFrame>
        <script data-keep nonce={asked.get('x-nonce') ?? undefined} suppressHydrationWarning>
          {keepPlace}
        </script>
      </body>
    </html>
  )
}
