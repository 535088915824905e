import { Notice } from '#components/ui/notice.tsx'
import { PageTitle } from '#components/ui/page-title.tsx'
import { Section } from '#components/ui/section.tsx'
import { StateMark, stateColour } from '#components/ui/state-mark.tsx'
import type { EvidenceId } from '#domain/assurance/rules/evidence.ts'
import { type EvidenceState, evidenceStates, unjudged } from '#domain/assurance/rules/judge.ts'
import type { Series } from '#domain/assurance/rules/series.ts'
import type { TrustView } from '#domain/assurance/trust/read-trust.ts'
import type { Policy } from '#domain/policy/versions/read-policy.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'
import { pageCommands } from '../../_server/texts/check-commands.ts'
import { CommandBlock } from './command-block.tsx'
import { EvidenceBlock } from './evidence-block.tsx'

type Props = {
  locale: Locale
  appUrl: string
  now: Date
  policy: Policy | null
  trust: TrustView
  series: ReadonlyMap<EvidenceId, Series>
}

/** Each clause of the policy with what is measured of it, and how anybody can check it. */
export function TrustDocument({ locale, appUrl, now, policy, trust, series }: Props) {
  const t = translator(locale, 'trust')
  const words = translator(locale, 'policy')
  const { sample, clauses } = trust
  const toPolicy = <a href={`/${locale}/policy`}>{words('title')}</a>
  const inForce = new Set(policy?.parts.flatMap((part) => part.clauses.map(({ id }) => id)))
  const beside = policy
    ? clauses.filter(({ clause }) => !inForce.has(clause)).flatMap(({ evidence }) => evidence)
    : []
  const states = new Map(
    clauses
      .flatMap(({ evidence }) => evidence)
      .filter(({ kind }) => !unjudged.includes(kind))
      .map(({ id, state }) => [id, state]),
  )
  const countOf = (state: EvidenceState) => [...states.values()].filter((one) => one === state).length
  const file = 'inline-flex min-h-8 items-center'
  const files = (
    <p className="mt-4 flex flex-wrap gap-x-5 text-small print:hidden">
      <a className={file} href="#check">
        {t('check.title')}
      </a>
      <a className={file} href="/api/v1/trust">
        {t('json')}
      </a>
      <a className={file} href="/trust/oscal.json">
        {t('oscal')}
      </a>
    </p>
  )
  return (
    <>
      <PageTitle lead={t('lead')} beside={toPolicy}>
        {t('title')}
      </PageTitle>
      <div className="sheet pb-8">
        <div />
        <div className="max-w-measure">
          {sample ? (
            <p className="mb-5 border-l-[3px] border-ink py-0.5 pl-4 font-semibold">{t('sample')}</p>
          ) : null}
          <ul className="text-small">
            {evidenceStates.map((state) => (
              <li key={state} className="py-0.5">
                <StateMark state={state} />{' '}
                <b className={`font-semibold ${stateColour[state]}`}>{t(`states.${state}`)}</b>
                {` (${countOf(state)})`}
                {': '}
                {t(`legend.${state}`)}
              </li>
            ))}
            <li className="py-0.5">{t('legendFigure')}</li>
          </ul>
          <p className="mt-3 text-small text-soft">{t('chart.legend')}</p>
          {files}
        </div>
      </div>
      {policy ? null : <Notice word={words('none.word')}>{words('none.text')}</Notice>}
      {policy?.parts.map((part, partAt) => (
        <Section key={part.id} title={part.title} id={part.id}>
          {part.clauses.map((clause, at) => {
            const views = clauses.find((one) => one.clause === clause.id)?.evidence ?? []
            return (
              <section key={clause.id} id={clause.id} className="trust-clause" data-place>
                <h3 className="font-ui text-body tracking-normal">
                  <span className="text-soft tabular-nums">{`${partAt + 1}.${at + 1}`}</span>{' '}
                  <a href={`/${locale}/policy#${clause.id}`}>{clause.title}</a>
                </h3>
                {views.length === 0 ? <p className="mt-1 text-small text-soft">{t('notYet')}</p> : null}
                {views.map((view) => (
                  <EvidenceBlock
                    key={view.id}
                    given={{ locale, appUrl, now }}
                    view={view}
                    series={series.get(view.id)}
                  />
                ))}
              </section>
            )
          })}
        </Section>
      ))}
      {beside.length > 0 ? (
        <Section title={t('beside.title')} id="beside" note={t('beside.note')}>
          {beside.map((view) => (
            <EvidenceBlock
              key={view.id}
              given={{ locale, appUrl, now }}
              view={view}
              series={series.get(view.id)}
            />
          ))}
        </Section>
      ) : null}
      <Section title={t('checkAll.title')} id="check">
        <p className="max-w-measure">{t('checkAll.lead')}</p>
        <div className="mt-4 text-small">
          {pageCommands(appUrl, policy?.version ?? null).map(({ name, command }) => (
            <CommandBlock key={name} text={t(`checkAll.${name}`)} command={command} />
          ))}
        </div>
      </Section>
    </>
  )
}
