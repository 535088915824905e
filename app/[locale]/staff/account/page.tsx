import type { Metadata } from 'next'
import { cookies } from 'next/headers'
import { getTranslations } from 'next-intl/server'
import { PressForm } from '#components/form/press-form.tsx'
import { PasskeyForm } from '#components/staff/passkey-form.tsx'
import { StaffTitle } from '#components/staff/staff-title.tsx'
import { ButtonLink } from '#components/ui/button.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { Section } from '#components/ui/section.tsx'
import { staffCookie } from '#domain/access/session-cookie.ts'
import { type Passkey, readOwnPasskeys } from '#domain/staff/passkeys/read-passkeys.ts'
import { lacksPasskeys } from '#domain/staff/rules/passkey-rules.ts'
import { type ListedSession, readOwnSessions } from '#domain/staff/sessions/manage-sessions.ts'
import { shortDate, shortMoment } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { localeOf } from '../../../_server/session/request-context.ts'
import { confirmPath, currentStaff, staffContext } from '../../../_server/session/staff-context.ts'
import { staffErrorTexts } from '../../../_server/texts/staff-texts.ts'
import { PasskeysWanted } from '../passkeys-wanted.tsx'
import { addOwnPasskey, askNewPasskey, endOthers, endSession, removeOwnPasskey } from './actions.ts'

type Props = {
  params: Promise<{ locale: string }>
  searchParams: Promise<{ done?: string | string[] }>
}

const results = ['added', 'removed', 'ended'] as const

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: localeOf((await params).locale), namespace: 'staffAccount' })
  return { title: t('title') }
}

/** How the member signs in: passkeys and sessions of their own. */
export default async function Account({ params, searchParams }: Props) {
  const locale = localeOf((await params).locale)
  const here = `/${locale}/staff/account`
  const ctx = await staffContext(locale, here, 'staff-account.read')
  const token = (await cookies()).get(staffCookie(ctx.services.env).name)?.value ?? ''
  const session = await currentStaff()
  const passkeys = await readOwnPasskeys(ctx)
  const sessions = await readOwnSessions(ctx, token)
  const t = await getTranslations('staffAccount')
  const { done } = await searchParams
  const did = results.find((one) => one === done)
  const signInPath = `/${locale}/staff/sign-in?next=${encodeURIComponent(here)}`
  const words = staffErrorTexts(locale)
  return (
    <>
      <StaffTitle meta={t('lead')}>{t('title')}</StaffTitle>
      {did ? <Notice tone="kept" role="status" word={t(`did.${did}`)} className="mb-6" /> : null}
      {session && (lacksPasskeys(ctx.actor.roles, session.passkeys) || ctx.actor.waitsForPasskeys) ? (
        <PasskeysWanted session={session} />
      ) : null}
      <Section title={t('passkeys')} note={t('passkeysNote')}>
        <PasskeyList locale={locale} passkeys={passkeys} maySudo={ctx.actor.sudo === true} />
        {ctx.actor.sudo ? (
          <div className="mt-8">
            <PasskeyForm
              does="create"
              ask={askNewPasskey}
              action={addOwnPasskey}
              name={{ label: t('name'), hint: t('nameHint') }}
              texts={{
                press: t('add'),
                pressing: t('adding'),
                without: ctx.actor.waitsForPasskeys ? t('withoutRequired') : t('without'),
              }}
              words={words}
              signInPath={signInPath}
            />
          </div>
        ) : (
          <p className="mt-6">
            <ButtonLink look="plain" href={confirmPath(locale, here)}>
              {t('toChange')}
            </ButtonLink>
          </p>
        )}
      </Section>
      <Section id="sessions" title={t('sessions')} note={t('sessionsNote')}>
        <SessionList locale={locale} sessions={sessions} />
        {sessions.length > 1 ? (
          <div className="mt-6">
            <PressForm
              action={endOthers}
              words={words}
              texts={{ press: t('endOthers'), pressing: t('ending') }}
              look="plain"
              signInPath={signInPath}
            />
          </div>
        ) : null}
      </Section>
    </>
  )
}

const row =
  'flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1 border-t border-rule py-3 first:border-t-0 first:pt-0'

type PasskeyListProps = { locale: Locale; passkeys: readonly Passkey[]; maySudo: boolean }

async function PasskeyList({ locale, passkeys, maySudo }: PasskeyListProps) {
  const t = await getTranslations('staffAccount')
  if (passkeys.length === 0) return <p className="max-w-measure">{t('none')}</p>
  return (
    <ul className="max-w-[44rem]">
      {passkeys.map(({ passkeyId, name, isSynced, createdAt, usedAt }) => (
        <li key={passkeyId} className={row}>
          <div className="min-w-0">
            <p className="font-semibold break-words">{name}</p>
            <p className="text-small text-soft">
              {t('added', { day: shortDate(locale, createdAt) })}
              {' · '}
              {usedAt ? t('used', { at: shortMoment(locale, usedAt) }) : t('neverUsed')}
              {' · '}
              {isSynced ? t('synced') : t('oneDevice')}
            </p>
          </div>
          {maySudo ? (
            <PressForm
              action={removeOwnPasskey}
              fields={{ passkeyId }}
              words={staffErrorTexts(locale)}
              texts={{ press: t('remove'), pressing: t('removing') }}
              label={t('removeOf', { name })}
              look="text"
            />
          ) : null}
        </li>
      ))}
    </ul>
  )
}

async function SessionList({ locale, sessions }: { locale: Locale; sessions: readonly ListedSession[] }) {
  const t = await getTranslations('staffAccount')
  return (
    <ul className="max-w-[44rem]">
      {sessions.map(({ id, startedAt, seenAt, expiresAt, isThis }) => (
        <li key={id} className={row}>
          <div className="min-w-0">
            <p className={isThis ? 'font-semibold' : ''}>
              {isThis ? t('thisSession') : t('otherSession', { at: shortMoment(locale, startedAt) })}
            </p>
            <p className="text-small text-soft">
              {t('seen', { at: shortMoment(locale, seenAt) })}
              {' · '}
              {t('ends', { at: shortMoment(locale, expiresAt) })}
            </p>
          </div>
          {isThis ? null : (
            <PressForm
              action={endSession}
              fields={{ sessionId: id }}
              words={staffErrorTexts(locale)}
              texts={{ press: t('end'), pressing: t('ending') }}
              label={t('endOf', { at: shortMoment(locale, startedAt) })}
              look="text"
            />
          )}
        </li>
      ))}
    </ul>
  )
}
