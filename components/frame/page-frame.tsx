import { getTranslations } from 'next-intl/server'
import type { ReactNode } from 'react'
import type { Operator } from '#domain/policy/operator/operator.ts'
import type { Locale } from '#i18n/locales.ts'
import { Footer } from './footer.tsx'
import { Header } from './header.tsx'
import { SampleBand } from './sample-band.tsx'

type Props = {
  locale: Locale
  sample: boolean
  /** The address below the language, with its query: `/policy`. The switch of languages keeps it. */
  path: string
  operator: Operator
  children: ReactNode
}

export async function PageFrame({ locale, sample, path, operator, children }: Props) {
  const t = await getTranslations('common')
  // Staff pages have a header, a menu and a `main` of their own (`staff/layout.tsx`).
  const staff = path === '/staff' || path.startsWith('/staff/')
  return (
    <>
      <a className="skip-link" href="#content">
        {t('skip')}
      </a>
      {sample ? <SampleBand word={t('sample.word')} text={t('sample.text')} wide={staff} /> : null}
      {staff ? (
        children
      ) : (
        <>
          <Header locale={locale} path={path} />
          <main
            id="content"
            tabIndex={-1}
            className="mx-auto w-full max-w-page grow px-4 py-8 md:px-6 md:py-14"
          >
            {children}
          </main>
          <Footer locale={locale} operator={operator} />
        </>
      )}
    </>
  )
}
