import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { Block } from '#components/staff/block.tsx'
import { StaffTitle } from '#components/staff/staff-title.tsx'
import { FactList } from '#components/ui/fact-list.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { stepSummaryLook } from '#components/ui/summary-look.ts'
import { isAllowed } from '#domain/access/permissions.ts'
import { type IncidentDetails, readIncident } from '#domain/incidents/register/read-incidents.ts'
import { longMoment } from '#i18n/dates.ts'
import { type Locale, locales } from '#i18n/locales.ts'
import { messages } from '#i18n/messages.ts'
import { pickTexts } from '#i18n/pick-texts.ts'
import { translator } from '#i18n/translator.ts'
import { localeOf } from '../../../../_server/session/request-context.ts'
import { confirmPath, staffContext } from '../../../../_server/session/staff-context.ts'
import { changeIncident, saveIncidentNotice } from '../actions.ts'
import { IncidentForm } from '../incident-form.tsx'
import { formProps, incidentForm, termSentence, termTone } from '../incident-texts.ts'
import { NoticeForm } from '../notice-form.tsx'
import { Annex } from './annex.tsx'
import { NextStep } from './next-step.tsx'
import { People } from './people.tsx'

type Props = {
  params: Promise<{ locale: string; reference: string }>
  searchParams: Promise<{ done?: string | string[] }>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await params).reference }
}

export default async function Incident({ params, searchParams }: Props) {
  const { locale: given, reference } = await params
  const locale = localeOf(given)
  const here = `/${locale}/staff/incidents/${encodeURIComponent(reference)}`
  const ctx = await staffContext(locale, here, 'incidents.read')
  const incident = await readIncident(ctx, reference)
  if (!incident) notFound()
  const t = await getTranslations('incidents')
  const mayWork = isAllowed(ctx.actor, 'incidents.work') && incident.status !== 'closed'
  const isUnsettled = incident.subjects === 'waiting' || incident.subjects === 'proposed'
  const form = formProps(ctx, here)
  const done = (await searchParams).done
  const { lastDay, options, labels } = incidentForm(ctx)
  return (
    <>
      <StaffTitle meta={t(`statuses.${incident.status}`)}>{incident.facts.title}</StaffTitle>
      {done === undefined ? null : (
        <Notice
          tone="kept"
          role="status"
          word={t(done === 'opened' ? 'done.opened' : 'done.saved')}
          className="mb-6"
        />
      )}
      <Notice
        id="term"
        tone={termTone[incident.term]}
        word={termSentence(locale, incident.term, incident.dueAt)}
        className="mb-8"
      />
      {mayWork ? <NextStep locale={locale} incident={incident} form={form} /> : null}
      <Block id="facts" title={t('facts')} note={t('factsNote')}>
        <Facts locale={locale} incident={incident} />
        {mayWork ? (
          <details className="mt-6 print:hidden">
            <summary className={stepSummaryLook}>{t('amend')}</summary>
            <div className="mt-3">
              <IncidentForm
                action={changeIncident}
                reference={incident.reference}
                facts={incident.facts}
                lastDay={lastDay}
                options={options}
                texts={{ ...labels, press: t('amendPress'), pressing: t('saving') }}
                {...form}
              />
            </div>
          </details>
        ) : null}
      </Block>
      <People locale={locale} incident={incident} form={mayWork && isUnsettled ? form : null} />
      {incident.people !== null && isAllowed(ctx.actor, 'incidents.annex') ? (
        <Annex locale={locale} here={here} confirmFirst={ctx.actor.sudo ? null : confirmPath(locale, here)} />
      ) : null}
      <Block id="notice" title={t('notice.title')} note={t('notice.note')}>
        {mayWork && isUnsettled ? (
          <NoticeForm
            action={saveIncidentNotice}
            reference={incident.reference}
            notice={incident.notice}
            languages={locales.map((one) => ({ locale: one, name: t(`languages.${one}`) }))}
            texts={{
              ...pickTexts(t, ['notice.what', 'notice.measures', 'notice.advice', 'notice.save']),
              saving: t('saving'),
            }}
            {...form}
          />
        ) : (
          <WrittenNotice locale={locale} notice={incident.notice} />
        )}
      </Block>
      <Block id="drafts" title={t('drafts.title')} note={t('drafts.note')}>
        {(['authority', 'subjects'] as const).map((duty) => (
          <p key={duty} className="flex flex-wrap items-baseline gap-x-6 py-1">
            <span className="font-semibold">{t(`drafts.${duty}`)}</span>
            {locales.map((language) => (
              <a
                key={language}
                className="inline-flex min-h-11 items-center"
                href={`${here}/draft/${duty}/${language}`}
                aria-label={`${t(`drafts.${duty}`)}: ${t(`languages.${language}`)}`}
              >
                {t(`languages.${language}`)}
              </a>
            ))}
          </p>
        ))}
      </Block>
      <Block id="steps" title={t('steps.title')} note={t('steps.note')}>
        <ol>
          {incident.steps.map((step, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: steps are never moved
            <li key={index} className="border-t border-rule py-3 first:border-t-0 first:pt-0">
              <p className="font-semibold">
                {t(`stepNames.${step.step}`)}
                {step.duty ? ` (${t(`stepDuties.${step.duty}`)})` : null}
              </p>
              <p className="text-small text-soft">
                <time dateTime={step.at.toISOString()}>{longMoment(locale, step.at)}</time> · {step.by}
              </p>
              {step.note ? (
                <p className="mt-1 max-w-measure whitespace-pre-line">{noteWords(locale, step)}</p>
              ) : null}
            </li>
          ))}
        </ol>
      </Block>
    </>
  )
}

function Facts({ locale, incident }: { locale: Locale; incident: IncidentDetails }) {
  const t = translator(locale, 'incidents')
  const { facts, noticedAt, openedAt, reference, authority, authorityAt, subjects, subjectsAt } = incident
  const settled = (at: Date | null) => (at ? longMoment(locale, at) : undefined)
  return (
    <FactList
      facts={[
        { term: t('fields.reference'), value: <span className="tabular-nums">{reference}</span> },
        { term: t('fields.noticed'), value: longMoment(locale, noticedAt) },
        { term: t('fields.opened'), value: longMoment(locale, openedAt) },
        { term: t('fields.what'), value: <span className="whitespace-pre-line">{facts.what}</span> },
        { term: t('fields.data'), value: facts.data.map((code) => t(`data.${code}`)).join(', ') },
        { term: t('fields.systems'), value: facts.systems.map((code) => t(`systems.${code}`)).join(', ') },
        { term: t('fields.risk'), value: t(`risks.${facts.risk}`) },
        { term: t('fields.measures'), value: <span className="whitespace-pre-line">{facts.measures}</span> },
        { term: t('fields.authority'), value: t(`duties.${authority}`), note: settled(authorityAt) },
        { term: t('fields.subjects'), value: t(`duties.${subjects}`), note: settled(subjectsAt) },
      ]}
    />
  )
}

function WrittenNotice({ locale, notice }: { locale: Locale; notice: IncidentDetails['notice'] }) {
  const t = translator(locale, 'incidents')
  if (!notice) return <p className="text-soft">{t('notice.missing')}</p>
  return (
    <div className="grid gap-x-6 gap-y-8 lg:grid-cols-3">
      {locales.map((language) => (
        <div key={language} className="min-w-0">
          <h3 className="font-ui text-body font-semibold">{t(`languages.${language}`)}</h3>
          {(['what', 'measures', 'advice'] as const).map((part) => (
            <div key={part} className="mt-3">
              <p className="text-small text-soft">{t(`notice.${part}`)}</p>
              <p lang={language} className="whitespace-pre-line">
                {notice[language][part]}
              </p>
            </div>
          ))}
        </div>
      ))}
    </div>
  )
}

/** What was entered with a step; how a list was made is kept as codes. */
function noteWords(locale: Locale, { step, note }: IncidentDetails['steps'][number]) {
  if (step !== 'list-people') return note
  const words: Record<string, string> = messages[locale].incidents.people
  return note?.replace(
    /(^|; )(\w+): /g,
    (_, before: string, name: string) => `${before}${words[name] ?? name}: `,
  )
}
