import { getTranslations } from 'next-intl/server'
import { type Locale, locales } from '#i18n/locales.ts'

type Props = { locale: Locale; path: string }

/** The same page in the other languages. `keepPlace` adds the clause that is being read; without script the page is the same. */
export async function LanguageSwitch({ locale, path }: Props) {
  const t = await getTranslations('common.languages')
  const below = path === '/' ? '' : path
  // The server keeps the choice and leads on to the page itself.
  const choice = `${below.includes('?') ? '&' : '?'}lang=`
  return (
    <nav aria-label={t('label')}>
      <ul className="-mr-2 flex">
        {locales.map((one) => (
          <li key={one}>
            <a
              data-language
              className="language-link"
              href={`/${one}${below}${choice}${one}`}
              lang={one}
              hrefLang={one}
              aria-current={one === locale ? 'true' : undefined}
            >
              <span aria-hidden="true">{t(`${one}Short`)}</span>
              <span className="sr-only">{t(one)}</span>
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}
