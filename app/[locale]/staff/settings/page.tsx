import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { StaffTitle } from '#components/staff/staff-title.tsx'
import { WordedState } from '#components/staff/worded-state.tsx'
import { ButtonLink } from '#components/ui/button.tsx'
import { FactList } from '#components/ui/fact-list.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { Section } from '#components/ui/section.tsx'
import { isAllowed } from '#domain/access/permissions.ts'
import { deciders } from '#domain/staff/rules/staff-schemas.ts'
import { readPasskeysRequired } from '#domain/staff/settings/require-passkeys.ts'
import { readSecondPerson, type WhoDecides } from '#domain/staff/team/second-person.ts'
import { longMoment } from '#i18n/dates.ts'
import { localeOf } from '../../../_server/session/request-context.ts'
import { confirmPath, staffContext } from '../../../_server/session/staff-context.ts'
import { staffErrorTexts } from '../../../_server/texts/staff-texts.ts'
import { clearSignInLimits, setDeciders, setPasskeys } from './actions.ts'
import { ClearLimitsForm } from './clear-limits-form.tsx'
import { SettingForm } from './setting-form.tsx'

type Props = {
  params: Promise<{ locale: string }>
  searchParams: Promise<{ done?: string | string[] }>
}

const tones: Record<WhoDecides, 'kept' | 'due' | 'broken'> = {
  two: 'kept',
  'one-after-a-day': 'due',
  one: 'due',
  nobody: 'broken',
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: localeOf((await params).locale), namespace: 'settings' })
  return { title: t('title') }
}

export default async function Settings({ params, searchParams }: Props) {
  const locale = localeOf((await params).locale)
  const here = `/${locale}/staff/settings`
  const signInPath = `/${locale}/staff/sign-in?next=${encodeURIComponent(here)}`
  const ctx = await staffContext(locale, here, 'settings.read')
  const { required, changed, approvers, whoDecides } = await readSecondPerson(ctx)
  const passkeys = await readPasskeysRequired(ctx)
  const t = await getTranslations('settings')
  const tGuardians = await getTranslations('guardians.staff')
  const { guardians } = ctx.services.env
  const tLimits = await getTranslations('limits.clear')
  const { done } = await searchParams
  const saved = done === 'deciders'
  const sinceWhen = (required: boolean, { at, name }: { at: Date; name: string | null }) => {
    const time = longMoment(locale, at.toISOString())
    if (name !== null) return t('passkeys.byMember', { time, name })
    return required ? t('passkeys.fromStart', { time }) : t('passkeys.byCommand', { time })
  }
  const facts = [
    {
      term: t('now'),
      value: <WordedState tone={tones[whoDecides]} word={t(`standing.${whoDecides}`)} />,
      note: t(`standingText.${whoDecides}`),
    },
    {
      term: t('since'),
      value: changed
        ? t('changed', { time: longMoment(locale, changed.at.toISOString()), name: changed.name })
        : t('unchanged'),
    },
    { term: t('approvers'), value: t('approversCount', { count: approvers }), note: t('approversNote') },
    { term: t('who'), value: t('whoText') },
  ]
  return (
    <>
      <StaffTitle meta={t('lead')}>{t('title')}</StaffTitle>
      {saved ? <Notice tone="kept" role="status" word={t('saved')} className="mb-6" /> : null}
      <Section title={t('second.title')} note={t('second.note')}>
        <div className="max-w-[44rem]">
          <FactList facts={facts} />
        </div>
        {!isAllowed(ctx.actor, 'settings.change') ? null : ctx.actor.sudo ? (
          <div className="mt-8">
            <SettingForm
              key={String(required)}
              action={setDeciders}
              name="deciders"
              stands={required ? 'two' : 'one'}
              options={deciders.map((value) => ({
                value,
                word: t(`deciders.${value}`),
                note: t(`decidersNotes.${value}`),
              }))}
              texts={{ label: t('deciders.label'), save: t('save'), saving: t('saving') }}
              words={staffErrorTexts(locale)}
              signInPath={signInPath}
            />
          </div>
        ) : (
          <p className="mt-8">
            <ButtonLink look="plain" href={confirmPath(locale, here)}>
              {t('toChange')}
            </ButtonLink>
          </p>
        )}
      </Section>
      <Section id="passkeys-setting" title={t('passkeys.title')} note={t('passkeys.note')}>
        {done === 'passkeys' ? (
          <Notice tone="kept" role="status" word={t('passkeys.saved')} className="mb-6" />
        ) : null}
        <p className="max-w-measure">
          {passkeys.required ? t('passkeys.isRequired') : t('passkeys.isAdvised')}{' '}
          {t('passkeys.ready', { ready: passkeys.ready, members: passkeys.members })}
        </p>
        {passkeys.changed ? (
          <p className="mt-1 max-w-measure text-small text-soft">
            {sinceWhen(passkeys.required, passkeys.changed)}
          </p>
        ) : null}
        {isAllowed(ctx.actor, 'settings.change') && ctx.actor.sudo ? (
          <div className="mt-6">
            <SettingForm
              key={String(passkeys.required)}
              action={setPasskeys}
              name="passkeys"
              stands={passkeys.required ? 'required' : 'advised'}
              options={(['advised', 'required'] as const).map((value) => ({
                value,
                word: t(`passkeys.${value}`),
                note: t(`passkeys.${value}Note`),
              }))}
              texts={{ label: t('passkeys.label'), save: t('save'), saving: t('saving') }}
              words={staffErrorTexts(locale)}
              signInPath={signInPath}
            />
          </div>
        ) : null}
      </Section>
      <Section title={tGuardians('title')} note={tGuardians('note')}>
        <div className="max-w-[44rem]">
          <FactList
            facts={[
              {
                term: tGuardians('state'),
                value: (
                  <WordedState
                    tone={guardians ? 'kept' : 'plain'}
                    word={tGuardians(guardians ? 'on' : 'off')}
                  />
                ),
                note: tGuardians(guardians ? 'onText' : 'offText'),
              },
              { term: tGuardians('how'), value: tGuardians('howText') },
            ]}
          />
        </div>
      </Section>
      {isAllowed(ctx.actor, 'limits.clear') ? (
        <Section id="limits" title={tLimits('title')} note={tLimits('note')}>
          {done === 'limits' ? (
            <Notice tone="kept" role="status" word={tLimits('done')} className="mb-6" />
          ) : null}
          <ClearLimitsForm
            action={clearSignInLimits}
            texts={{
              email: tLimits('email'),
              emailHint: tLimits('emailHint'),
              press: tLimits('press'),
              pressing: tLimits('pressing'),
            }}
            words={staffErrorTexts(locale)}
            signInPath={signInPath}
          />
        </Section>
      ) : null}
    </>
  )
}
