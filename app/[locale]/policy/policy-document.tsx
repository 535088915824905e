import type { ReactNode } from 'react'
import { Clause } from '#components/clause/clause.tsx'
import type { Policy } from '#domain/policy/versions/read-policy.ts'
import { longDate } from '#i18n/dates.ts'
import { translator } from '#i18n/translator.ts'
import { bindSpaces } from '#i18n/typography/bind-spaces.ts'
import { PolicyColophon } from './policy-colophon.tsx'
import { PolicyContents } from './policy-contents.tsx'

type Props = {
  policy: Policy
  /** Whether this is the newest version. Only there do clauses offer their actions. */
  current: boolean
  /** What is measured of a clause, beside its actions. */
  evidenceOf?: (clauseId: string) => ReactNode
  /** Stands between the title and the text: what the reader must know about this version. */
  notice?: ReactNode
}

/** One version of the policy as a document to read and to print. */
export function PolicyDocument({ policy, current, evidenceOf, notice }: Props) {
  const { locale } = policy
  const t = translator(locale, 'policy')
  const contents = <PolicyContents policy={policy} label={t('contents')} about={t('about.title')} />
  const version = t('version', { version: policy.version })
  return (
    <article className="policy sheet">
      <link rel="stylesheet" href="/policy-contents.css" media="(min-width: 64rem)" />
      <div className="print-head" aria-hidden="true">
        <span>{`${policy.title} · ${t('site')} · ${version}`}</span>
        <code>{`SHA-256 ${policy.sha256}`}</code>
      </div>
      <aside className="policy-aside">{contents}</aside>
      <div className="max-w-measure">
        <header>
          <h1 className="text-title leading-[1.14]">{policy.title}</h1>
          <p className="mt-3 text-small text-soft">
            {t.rich('updated', {
              date: () => (
                <time dateTime={policy.lastUpdatedOn}>{longDate(locale, policy.lastUpdatedOn)}</time>
              ),
            })}
            {' · '}
            <span className="whitespace-nowrap">{version}</span>
            <span className="print:hidden">
              {' · '}
              <a href={`/${locale}/policy/versions`}>{t('allVersions')}</a>
              <span className="needs-script">
                {' · '}
                <button type="button" className="text-button" data-print>
                  {t('print')}
                </button>
              </span>
            </span>
          </p>
          {policy.wording === 'portal' ? (
            <p className="mt-2 text-small text-soft">
              {t('notes.wording', { date: longDate(locale, policy.lastUpdatedOn) })}
            </p>
          ) : null}
          {notice ? <div className="mt-6">{notice}</div> : null}
          <p className="mt-6 font-read text-lead leading-[1.6] whitespace-pre-line">
            {bindSpaces(locale, policy.introduction)}
          </p>
        </header>
        <details className="toc-fold">
          <summary>{t('contents')}</summary>
          {contents}
        </details>
        {policy.parts.map((part, partAt) => (
          <section
            key={part.id}
            id={part.id}
            className="policy-part"
            data-place
            aria-labelledby={`${part.id}-title`}
          >
            <h2 id={`${part.id}-title`} className="text-part leading-[1.25]">
              <span className="part-number">{partAt + 1}</span> {part.title}
            </h2>
            {part.clauses.map((clause, at) => {
              const number = `${partAt + 1}.${at + 1}`
              return (
                <Clause
                  key={clause.id}
                  id={clause.id}
                  number={number}
                  title={clause.title}
                  body={bindSpaces(locale, clause.body)}
                  linkLabel={t('linkTo', { number })}
                  note={clause.note ? `${t('notes.label')}: ${t(`notes.${clause.note}`)}` : undefined}
                  actions={(current ? clause.actions : []).map((action) => ({
                    href: `/${locale}${action.path}`,
                    label: t(`actions.${action.name}`),
                  }))}
                  evidence={evidenceOf?.(clause.id)}
                />
              )
            })}
          </section>
        ))}
        <PolicyColophon policy={policy} />
      </div>
    </article>
  )
}
