import { getTranslations } from 'next-intl/server'
import type { Locale } from '#i18n/locales.ts'
import { LanguageSwitch } from './language-switch.tsx'
import { currentPlace, places } from './places.ts'

type Props = { locale: Locale; path: string }

/** Name, menu, languages, on one line on a phone too: there the menu unfolds from a `details`, without script. */
export async function Header({ locale, path }: Props) {
  const t = await getTranslations('common')
  const links = places.map((place) => (
    <li key={place.key}>
      <a className="menu-link" href={`/${locale}${place.path}`} aria-current={currentPlace(place.path, path)}>
        {t(`nav.${place.key}`)}
      </a>
    </li>
  ))
  return (
    <header className="site-header border-b border-rule print:hidden">
      <div className="mx-auto flex max-w-page flex-wrap items-baseline px-4 py-1.5 md:gap-x-8 md:px-6 md:py-3">
        <a
          className="site-name mr-auto flex min-h-11 items-center font-semibold tracking-[-0.01em] text-ink no-underline hover:text-accent-deep hover:underline"
          href={`/${locale}`}
          aria-current={path === '/' ? 'page' : undefined}
        >
          {t('site')}
        </a>
        <nav aria-label={t('nav.label')}>
          <ul className="flex gap-x-7 max-md:hidden">{links}</ul>
          <details className="menu md:hidden">
            <summary>{t('nav.menu')}</summary>
            <ul>{links}</ul>
          </details>
        </nav>
        <LanguageSwitch locale={locale} path={path} />
      </div>
    </header>
  )
}
