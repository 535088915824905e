import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { PurposeText } from '#components/choices/purpose-text.tsx'
import { errorWords } from '#components/form/form-texts.ts'
import { PressForm } from '#components/form/press-form.tsx'
import { FactList } from '#components/ui/fact-list.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { PageTitle } from '#components/ui/page-title.tsx'
import { Section } from '#components/ui/section.tsx'
import { type ConsentState, readChoices } from '#domain/consent/ledger/read-choices.ts'
import { isDecidable } from '#domain/consent/representatives/decide-for-minor.ts'
import { switchFragment } from '#domain/consent/rules/catalogue.ts'
import {
  type CurrentConsentText,
  readChoiceTitles,
  readConsentTexts,
} from '#domain/consent/texts/consent-texts.ts'
import { type Represented, representativeContext } from '#domain/people/minors/represent.ts'
import { currentVersion } from '#domain/policy/versions/read-policy.ts'
import { choiceTitle } from '#i18n/choice-title.ts'
import { longDate } from '#i18n/dates.ts'
import { newId } from '#platform/ids.ts'
import { localeOf, type SubjectContext, subjectContext } from '../../../../_server/session/request-context.ts'
import { wordLabels } from '../../choices/terms.tsx'
import { endMyRepresentation } from '../../representative/actions.ts'
import { ConsentFacts } from '../../welcome/consent-facts.tsx'
import { decideAsRepresentative } from '../actions.ts'
import { DecideForm } from './decide-form.tsx'
import { RepresentedRequests } from './represented-requests.tsx'

type Props = {
  params: Promise<{ locale: string; representation: string }>
  searchParams: Promise<{ saved?: string | string[] }>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: localeOf((await params).locale), namespace: 'guardians' })
  return { title: t('represented.title') }
}

/** What a representative decides for one minor, under the texts that the minor would see. */
export default async function RepresentedPerson({ params, searchParams }: Props) {
  const { locale: given, representation } = await params
  const locale = localeOf(given)
  const ctx = await subjectContext(locale, `/${locale}/my/represented/${representation}`)
  const acting = await representativeContext(ctx, ctx.actor.subjectId, representation)
  if (!acting) notFound()
  const { represented } = acting
  const t = await getTranslations('guardians')
  const states = await readChoices(acting.ctx, represented.subjectId)
  const texts = await readConsentTexts(ctx, locale)
  const policyVersion = await currentVersion(ctx)
  const titles = await readChoiceTitles(ctx, locale)
  const shown = states.flatMap((state) => {
    const text = texts.find((one) => one.purpose === state.purpose && one.topic === state.topic)
    const isShown = isDecidable(represented, state.name) || state.decision === 'granted'
    return text && isShown ? [{ state, text }] : []
  })
  const service = shown.find(({ state }) => state.purpose === 'service')
  const optional = shown.filter(({ state }) => state.purpose !== 'service')
  const { saved } = await searchParams
  const decision = (one: Shown) => (
    <Decision
      ctx={ctx}
      represented={represented}
      policyVersion={policyVersion}
      {...one}
      mayGrant={isDecidable(represented, one.state.name)}
      choice={choiceTitle(locale, one.state, titles)}
      isSaved={saved === one.state.name}
    />
  )
  return (
    <>
      <PageTitle lead={t(represented.band === 'under-14' ? 'represented.under14' : 'represented.from14')}>
        {represented.name ?? t('represented.noName')}
      </PageTitle>
      <div className="sheet pb-10">
        <div />
        <FactList
          facts={[{ term: t('represented.capacity'), value: t(`capacities.${represented.capacity}`) }]}
        />
      </div>
      {shown.length === 0 ? (
        <div className="sheet pb-10">
          <div />
          <Notice word={t('represented.nothingToDecide')} />
        </div>
      ) : null}
      {service ? (
        <Section title={t('represented.service')} id={switchFragment(service.state.name)}>
          <p className="max-w-measure text-lead font-semibold">{service.text.words.title}</p>
          <p className="mt-1 mb-6 max-w-measure">
            {service.text.words.what} {service.text.words.why}
          </p>
          <ConsentFacts
            ctx={ctx}
            words={service.text.words}
            policyVersion={policyVersion}
            subject={represented.name}
          />
          <div className="mt-7">{decision(service)}</div>
          {service.state.decision === 'granted' ? (
            <p className="mt-4 max-w-measure">
              {t('represented.closing')}{' '}
              <a href={`/${locale}/requests/new/withdrawal/form?variant=service&for=${representation}`}>
                {t('represented.closingLink')}
              </a>
            </p>
          ) : null}
        </Section>
      ) : null}
      {optional.length > 0 ? (
        <Section title={t('represented.optional')} note={t('represented.optionalNote')}>
          {optional.map((one) => (
            <div
              key={one.state.name}
              id={switchFragment(one.state.name)}
              className="scroll-mt-8 border-t border-rule py-5 first:border-t-0 first:pt-0"
            >
              <h3 className="mb-1">{choiceTitle(locale, one.state, titles)}</h3>
              <PurposeText words={one.text.words} labels={wordLabels(locale)} />
              <div className="mt-4">{decision(one)}</div>
            </div>
          ))}
        </Section>
      ) : null}
      <RepresentedRequests ctx={acting.ctx} represented={represented} />
      <Section title={t('represented.endTitle')} note={t('represented.endNote')}>
        <PressForm
          action={endMyRepresentation}
          fields={{ representationId: represented.representationId }}
          words={errorWords(locale)}
          texts={{ press: t('represented.end'), pressing: t('represented.sending') }}
          look="plain"
          signInPath={`/${locale}/sign-in`}
        />
      </Section>
    </>
  )
}

type Shown = { state: ConsentState; text: CurrentConsentText }

type DecisionProps = Shown & {
  ctx: SubjectContext
  represented: Represented
  policyVersion: number
  /** What the choice is called. */
  choice: string
  /** A minor from 14 on has asked for it; of a child under 14 always. */
  mayGrant: boolean
  isSaved: boolean
}

async function Decision(props: DecisionProps) {
  const { ctx, represented, policyVersion, state, text, choice, mayGrant, isSaved } = props
  const { locale } = ctx
  const t = await getTranslations('guardians')
  const { purpose, topic, channel, decision, seq, recordedAt } = state
  const press = (made: 'granted' | 'withdrawn', word: string) => ({
    decision: made,
    word,
    label: t('represented.decisionOf', { press: word, choice }),
  })
  // Without consent to the service the account is closed: that is a request.
  const presses =
    decision === 'granted'
      ? purpose === 'service'
        ? []
        : [press('withdrawn', t('represented.withdraw'))]
      : [
          ...(mayGrant ? [press('granted', t('represented.agree'))] : []),
          press('withdrawn', t('represented.decline')),
        ]
  const day = recordedAt ? longDate(locale, recordedAt) : ''
  return (
    <>
      <p role={isSaved ? 'status' : undefined} className="mb-3 font-semibold">
        {isSaved ? `${t('represented.saved')}. ` : null}
        {decision ? t(`represented.${decision}`, { day }) : t('represented.undecided')}
      </p>
      {presses.length > 0 ? (
        <DecideForm
          action={decideAsRepresentative}
          fields={{
            representationId: represented.representationId,
            purpose,
            topic,
            channel,
            textSha256: text.sha256,
            basedOnSeq: seq,
            policyVersion,
            idempotencyKey: newId(),
          }}
          presses={presses}
          sending={t('represented.sending')}
          words={errorWords(locale)}
          signInPath={`/${locale}/sign-in`}
        />
      ) : null}
    </>
  )
}
