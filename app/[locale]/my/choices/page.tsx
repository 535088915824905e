import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { ChoiceSwitch } from '#components/choices/choice-switch.tsx'
import { PurposeChoice } from '#components/choices/purpose-choice.tsx'
import {
  Conditions,
  PurposeText,
  sharedConditions,
  withoutShared,
} from '#components/choices/purpose-text.tsx'
import { TopicTable } from '#components/choices/topic-table.tsx'
import { ButtonLink } from '#components/ui/button.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { PageTitle } from '#components/ui/page-title.tsx'
import { Section } from '#components/ui/section.tsx'
import { channelCodes } from '#db/schema/consent-codes.ts'
import { readRestrictions } from '#domain/consent/restrictions/restrict-processing.ts'
import { readCatalogue } from '#domain/consent/texts/read-catalogue.ts'
import { readMinor } from '#domain/people/minors/read-minors.ts'
import { readProfile } from '#domain/people/subjects/profile.ts'
import { readOperator } from '#domain/policy/operator/operator.ts'
import { longDate } from '#i18n/dates.ts'
import { pickTexts } from '#i18n/pick-texts.ts'
import { localeOf, type SubjectContext, subjectContext } from '../../../_server/session/request-context.ts'
import { AskedAgain } from '../asked-again.tsx'
import { SignalNotice } from '../signal/signal-notice.tsx'
import { changeChoice } from './actions.ts'
import { messageNotes } from './message-notes.ts'
import { answeredBy, shownChoices } from './shown-choices.ts'
import { withTerms, wordLabels } from './terms.tsx'
import { type Query, TopicMute } from './topic-mute.tsx'

const fixedPurposes = ['service', 'support', 'security'] as const

type Props = {
  params: Promise<{ locale: string }>
  searchParams: Promise<Query>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: localeOf((await params).locale), namespace: 'choices' })
  return { title: t('title') }
}

export default async function Choices({ params, searchParams }: Props) {
  const locale = localeOf((await params).locale)
  const query = await searchParams
  const ctx = await subjectContext(locale, `/${locale}/my/choices`)
  const { shown: choices, wordsOf, service } = await shownChoices(ctx, answeredBy(query))
  const { purposes, topics } = await readCatalogue(ctx)
  const shown = withTerms(ctx, choices)
  const t = await getTranslations('choices')
  const texts = {
    ...pickTexts(t, ['on', 'off', 'saving', 'saved', 'undo', 'undone']),
    stale: t('staleNow'),
    ...pickTexts(t, ['offline', 'failed', 'signedOut', 'tooOften']),
    ...pickTexts(t, ['askedRepresentative', 'representativeDecides']),
    signIn: { href: `/${locale}/sign-in?next=/${locale}/my/choices`, label: t('signIn') },
  }
  const labels = wordLabels(locale)
  const restricted = (await readRestrictions(ctx, ctx.actor.subjectId)).some(({ liftedAt }) => !liftedAt)
  const undoOf = (choice: string) => t('undoOf', { choice })
  // What notifications are for and what stops without them is said topic by topic: that is the text which is agreed to.
  const { what: _what, stops: _stops, why, ...ofTopics } = wordsOf('communication')
  const switches = purposes.filter((purpose) => shown.some((one) => one.purpose === purpose))
  const optional = ['communication', ...switches]
  const shared = sharedConditions(optional.map((purpose) => wordsOf(purpose)))
  const aboutTopics = withoutShared(ofTopics, shared)
  const on = shown.filter(({ decision }) => decision === 'granted').length
  return (
    <>
      <PageTitle meta={t('lead')}>{t('title')}</PageTitle>
      <AskedAgain ctx={ctx} />
      <div className="sheet -mt-5 pb-2 md:-mt-4 lg:pb-8">
        <div />
        <div className="max-w-measure">
          <p className="flex flex-wrap items-center gap-x-6 gap-y-3">
            <b className="font-semibold">{t('count', { on, all: shown.length })}</b>
            <ButtonLink
              look="plain"
              href={`/${locale}/my/choices/withdraw-all`}
              aria-label={t('withdrawAll')}
            >
              <span className="md:hidden">{t('confirm.button')}</span>
              <span className="max-md:hidden">{t('withdrawAll')}</span>
            </ButtonLink>
            <a
              className="inline-flex min-h-11 items-center"
              href={`/${locale}/requests/new/withdrawal/form?variant=service`}
            >
              {t('withdrawService')}
            </a>
          </p>
          <nav aria-label={t('jump')} className="jump-row">
            {optional.map((id) => (
              <a key={id} href={`#${id}`}>
                {wordsOf(id).title}
              </a>
            ))}
            <a href="#fixed">{t('fixedTitle')}</a>
          </nav>
        </div>
      </div>
      <SignalNotice ctx={ctx} page="/my/choices" />
      <MinorNotice ctx={ctx} />
      {restricted ? (
        <div className="sheet pb-10">
          <div />
          <Notice word={t('restricted.title')}>{t('restricted.text')}</Notice>
        </div>
      ) : null}
      {query.all === 'withdrawn' ? (
        <div className="sheet pb-10">
          <div />
          <Notice tone="kept" role="status" word={t('allWithdrawn')}>
            {t('allWithdrawnText')} <a href={`/${locale}/my/history`}>{t('history')}</a>
          </Notice>
        </div>
      ) : null}
      <Section dense title={t('sharedTitle')}>
        <Conditions words={shared} labels={labels} lead={<Parties ctx={ctx} />} />
      </Section>
      <Section dense id="communication" title={wordsOf('communication').title}>
        <Conditions words={aboutTopics} labels={labels} lead={<span className="text-ink">{why}</span>} />
        <TopicTable
          topics={topics.map(({ code: topic, messageClass }) => ({
            topic,
            words: wordsOf('communication', topic),
            choices: shown.filter((one) => one.topic === topic),
            below: (
              <TopicMute
                ctx={ctx}
                topic={topic}
                title={wordsOf('communication', topic).title ?? ''}
                choices={shown.filter((one) => one.topic === topic)}
                query={query}
              />
            ),
            ...messageNotes(locale, messageClass),
          }))}
          channels={channelCodes.map((code) => ({ code, title: t(`channels.${code}`) }))}
          labels={{ topic: t('topic'), ifOff: t('ifOff'), undoOf }}
          texts={texts}
          change={changeChoice}
        />
      </Section>
      {shown
        .filter((choice) => switches.includes(choice.purpose))
        .map((choice) => (
          <PurposeChoice
            key={choice.purpose}
            id={choice.purpose}
            title={wordsOf(choice.purpose).title ?? ''}
            control={
              <ChoiceSwitch
                layout="purpose"
                choice={choice}
                labelledBy={`title-${choice.purpose}`}
                describedBy={`stops-${choice.purpose}`}
                texts={texts}
                undoLabel={undoOf(wordsOf(choice.purpose).title ?? '')}
                change={changeChoice}
              />
            }
          >
            <PurposeText
              words={wordsOf(choice.purpose)}
              labels={labels}
              shared={shared}
              stopsId={`stops-${choice.purpose}`}
            />
          </PurposeChoice>
        ))}
      <section id="fixed" className="sheet scroll-mt-8 border-t border-rule pt-3 md:pt-8">
        <div />
        <details className="max-w-measure">
          <summary className="min-h-11 cursor-pointer content-center">
            <h2 className="inline text-lead">{t('fixedTitle')}</h2>{' '}
            <span className="text-small text-soft">{fixedPurposes.length}</span>
          </summary>
          <p className="text-small text-soft">{t('fixedNote')}</p>
          <ul className="mt-4 space-y-5">
            {fixedPurposes.map((purpose) => (
              <li key={purpose}>
                <h3>{wordsOf(purpose).title}</h3>
                <p className="mt-0.5">
                  {wordsOf(purpose).what} {wordsOf(purpose).why}
                </p>
                {purpose === 'service' ? (
                  <p className="mt-2 text-small text-soft">
                    {service?.decision === 'granted' && service.recordedAt
                      ? t('serviceGiven', { at: longDate(locale, service.recordedAt) })
                      : t('serviceNotGiven')}
                    <br />
                    <a href={`/${locale}/requests/new/withdrawal/form?variant=service`}>
                      {t('withdrawService')}
                    </a>
                    . {t('withdrawServiceNote')}
                  </p>
                ) : null}
              </li>
            ))}
          </ul>
        </details>
      </section>
    </>
  )
}

/** Who decides for a person under 18. */
async function MinorNotice({ ctx }: { ctx: SubjectContext }) {
  const minor = await readMinor(ctx, ctx.actor.subjectId)
  if (!minor) return null
  const t = await getTranslations('guardians')
  const { representative, band } = minor
  const word = representative ? (representative.state === 'named' ? 'waiting' : 'confirmed') : 'formTitle'
  return (
    <div className="sheet pb-10">
      <div />
      <Notice word={<a href={`/${ctx.locale}/my/representative`}>{t(`name.${word}`)}</a>}>
        {t('name.confirmedText')} {band === '14-17' ? t('name.asked14') : null}
      </Notice>
    </div>
  )
}

/** The parties of a consent (Art. 8(4)(1)-(2) of Law 94-V). */
async function Parties({ ctx }: { ctx: SubjectContext }) {
  const t = await getTranslations('welcome')
  const { name, bin, address } = readOperator(ctx.services.env)
  const profile = await readProfile(ctx, ctx.actor.subjectId)
  return (
    <>
      {t('operator')}: {name[ctx.locale]}, {t('bin', { bin })}, {address[ctx.locale]}.
      {profile?.fullName ? ` ${t('subject')}: ${profile.fullName}.` : null}
    </>
  )
}
