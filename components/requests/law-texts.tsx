import { isRight } from '#domain/policy/rules/clauses.ts'
import type { Basis } from '#domain/requests/rules/law.ts'
import type { Locale } from '#i18n/locales.ts'
import { messages } from '#i18n/messages.ts'
import { translator } from '#i18n/translator.ts'

const acts: Record<string, string> = { '94-V': 'law', DC: 'code', 'rules-395': 'rules' }

/** A provision as one cites it: “Article 24(1)(1) of the Law on personal data”; a clause of the policy by its title. */
export function lawWords(locale: Locale, basis: Basis): string {
  const t = translator(locale, 'case')
  const [, name = '', article = '', paragraph, point] =
    /^(94-V|DC|rules-395):([\d-]+)(?:\((\d+)\))?(?:\((\d+)\))?$/.exec(basis) ?? []
  const act = acts[name]
  if (!act) return t('law.policy', { title: clauseTitle(locale, basis) })
  if (paragraph && point) return t('law.point', { article, paragraph, point })
  if (paragraph) return t('law.paragraph', { act, article, paragraph })
  return t('law.article', { act, article })
}

function clauseTitle(locale: Locale, clause: string): string {
  const right = clause.slice('rights.'.length)
  return isRight(right) ? messages[locale].requests.rights[right].title : clause
}

export function Law({ locale, basis }: { locale: Locale; basis: readonly Basis[] }) {
  return basis.map((one, index) => (
    <span key={one}>
      {index === 0 ? null : '; '}
      {one.startsWith('rights.') ? (
        <a href={`/${locale}/policy#${one}`}>{lawWords(locale, one)}</a>
      ) : (
        lawWords(locale, one)
      )}
    </span>
  ))
}
