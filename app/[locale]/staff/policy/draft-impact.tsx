import { getTranslations } from 'next-intl/server'
import { RefreshUntil } from '#components/staff/refresh-until.tsx'
import { Section } from '#components/ui/section.tsx'
import { readChoiceTitles } from '#domain/consent/texts/consent-texts.ts'
import {
  type DraftImpact as Impact,
  impactOf,
  touchedBy,
  touchesConsents,
} from '#domain/policy/drafts/draft-impact.ts'
import type { Draft } from '#domain/policy/drafts/read-draft.ts'
import { choiceTitle } from '#i18n/choice-title.ts'
import { longDate, longMoment } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import type { StaffContext } from '../../../_server/session/staff-context.ts'
import { policyPath } from './draft-texts.ts'

/** What the version would do: who is asked again, and which answers to programs would have been others. Counted by the worker. */
export async function DraftImpact({ ctx, draft }: { ctx: StaffContext; draft: Draft }) {
  const { locale, clock } = ctx
  const t = await getTranslations('policyDraft.impact')
  const { wordings } = draft.facts
  const touches = touchedBy(draft.facts)
  const isCounted = touchesConsents(touches)
  const impact = isCounted ? impactOf(draft.facts) : null
  const added = countKinds(wordings.filter(({ change }) => change === 'add'))
  const retired = countKinds(wordings.filter(({ change }) => change === 'retire'))
  // Another address each time, so that the link reads the page again and still leads here.
  const again = `${policyPath(locale, `?counted=${clock.now().getTime()}`)}#impact`
  return (
    <Section id="impact" title={t('title')} note={t('note')}>
      {isCounted || added.topics + added.purposes > 0 ? null : <p>{t('none')}</p>}
      <ul className="max-w-measure list-disc space-y-2 pl-5 empty:hidden">
        {impact && touches.purposes.length > 0 ? <Asked ctx={ctx} impact={impact} /> : null}
        {added.purposes === 0 ? null : <li>{t('addedPurposes', { count: added.purposes })}</li>}
        {added.topics === 0 ? null : <li>{t('added', { count: added.topics })}</li>}
        {touches.retired.length === 0 ? null : (
          <li>
            {retired.purposes === 0 ? null : t('retiredPurposes', { count: retired.purposes })}{' '}
            {retired.topics === 0 ? null : t('retired', { count: retired.topics })}{' '}
            {impact ? t('retiredPeople', { count: impact.ending.people }) : null}
          </li>
        )}
        {impact ? <Replayed impact={impact} locale={locale} /> : null}
      </ul>
      {isCounted ? (
        <p className="mt-3 text-small text-soft" role="status">
          {impact ? t('countedAt', { time: longMoment(locale, impact.countedAt) }) : t('counting')}{' '}
          <a className="inline-flex min-h-11 items-center" href={again}>
            {t('refresh')}
          </a>
        </p>
      ) : null}
      {isCounted && !impact ? <RefreshUntil /> : null}
    </Section>
  )
}

async function Asked({ ctx, impact: { asked } }: { ctx: StaffContext; impact: Impact }) {
  const { locale } = ctx
  const t = await getTranslations('policyDraft.impact')
  const titles = await readChoiceTitles(ctx, locale)
  const purposes = asked.purposes.filter(({ people }) => people > 0)
  return (
    <li>
      {t('people', { count: asked.people, purposes: purposes.length })}{' '}
      {asked.consents > 0 ? t('consents', { count: asked.consents }) : null}
      <ul className="mt-1 list-[circle] space-y-1 pl-5 empty:hidden">
        {purposes.map(({ purpose, people }) => (
          <li key={purpose}>
            {t('ofPurpose', {
              title: choiceTitle(locale, { purpose, topic: '', channel: '' }, titles),
              count: people,
            })}
          </li>
        ))}
      </ul>
    </li>
  )
}

/** The last whole day asked again. */
async function Replayed({ impact: { replayed }, locale }: { impact: Impact; locale: Locale }) {
  const t = await getTranslations('policyDraft.impact')
  const { questions, allowed, kept, messages, others } = replayed
  const day = longDate(locale, replayed.day)
  if (questions === 0) return <li>{t('noQuestions', { day })}</li>
  if (allowed === 0) return <li>{t('noneAllowed', { day })}</li>
  const refused = messages.answers + others.answers
  return (
    <>
      {messages.answers === 0 ? null : (
        <li>{t('messages', { day, count: messages.answers, people: messages.people })}</li>
      )}
      {others.answers === 0 ? null : (
        <li>{t('others', { day, count: others.answers, people: others.people })}</li>
      )}
      {refused === 0 ? <li>{t('noneChanged', { day, count: allowed })}</li> : null}
      {kept < allowed ? <li>{t('partly', { kept, allowed })}</li> : null}
    </>
  )
}

const countKinds = (all: readonly { topic: string }[]) => ({
  purposes: all.filter(({ topic }) => topic === '').length,
  topics: all.filter(({ topic }) => topic !== '').length,
})
