import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import type { ReactNode } from 'react'
import { PressForm } from '#components/form/press-form.tsx'
import { StaffTitle } from '#components/staff/staff-title.tsx'
import { WordedState } from '#components/staff/worded-state.tsx'
import { ButtonLink } from '#components/ui/button.tsx'
import { FactList } from '#components/ui/fact-list.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { Section } from '#components/ui/section.tsx'
import { isAllowed } from '#domain/access/permissions.ts'
import { staffIdSchema } from '#domain/staff/rules/staff-schemas.ts'
import { readSessionsOf } from '#domain/staff/sessions/manage-sessions.ts'
import { readStaff, type TeamMember } from '#domain/staff/team/read-team.ts'
import { shortMoment } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { localeOf } from '../../../../_server/session/request-context.ts'
import { confirmPath, type StaffContext, staffContext } from '../../../../_server/session/staff-context.ts'
import { staffErrorTexts } from '../../../../_server/texts/staff-texts.ts'
import { disable, enable, endSessions, reset, setRoles } from '../actions.ts'
import { memberWords } from '../member-texts.ts'
import { roleWords } from '../role-texts.ts'
import { RolesForm } from './roles-form.tsx'

type Props = {
  params: Promise<{ locale: string; staffId: string }>
  searchParams: Promise<{ done?: string | string[]; returned?: string | string[] }>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: localeOf((await params).locale), namespace: 'team' })
  return { title: t('member') }
}

const results = ['invited', 'roles', 'disabled', 'enabled', 'reset', 'ended'] as const

export default async function Member({ params, searchParams }: Props) {
  const { locale: given, staffId } = await params
  const locale = localeOf(given)
  const here = `/${locale}/staff/team/${staffId}`
  const ctx = await staffContext(locale, here, 'staff.read')
  const known = staffIdSchema.safeParse({ staffId }).success
  const member = known ? await readStaff(ctx, staffId) : null
  if (!member) notFound()
  const t = await getTranslations('team')
  const words = await memberWords(locale, member)
  const { done: doneParam, returned: returnedParam } = await searchParams
  const returned = /^\d{1,6}$/.test(String(returnedParam ?? '')) ? Number(returnedParam) : 0
  const did = results.find((one) => one === doneParam)
  const facts = [
    { term: t('state'), value: <WordedState {...words.state} /> },
    { term: t('roles'), value: words.roles },
    { term: t('agreement.head'), value: <WordedState {...words.agreement} /> },
    { term: t('training.head'), value: <WordedState {...words.training} /> },
    { term: t('seen'), value: words.seen },
  ]
  return (
    <>
      <StaffTitle above={<a href={`/${locale}/staff/team`}>{t('title')}</a>} meta={member.email}>
        {words.name}
      </StaffTitle>
      {did ? (
        <Notice tone="kept" role="status" word={t(`did.${did}`)} className="mb-6">
          {returned > 0 ? t('returned', { count: returned }) : null}
        </Notice>
      ) : null}
      <div className="mb-8 max-w-[44rem]">
        <FactList facts={facts} />
      </div>
      {!isAllowed(ctx.actor, 'staff.change-roles') ? null : ctx.actor.sudo ? (
        <Changes locale={locale} ctx={ctx} member={member} here={here} />
      ) : (
        <p>
          <ButtonLink look="plain" href={confirmPath(locale, here)}>
            {t('toChange')}
          </ButtonLink>
        </p>
      )}
    </>
  )
}

type ChangesProps = { locale: Locale; ctx: StaffContext; member: TeamMember; here: string }

async function Changes({ locale, ctx, member, here }: ChangesProps) {
  const t = await getTranslations('team')
  const { staffId, status } = member
  const words = staffErrorTexts(locale)
  const signInPath = `/${locale}/staff/sign-in?next=${encodeURIComponent(here)}`
  const common = { words, signInPath, staffId }
  const press = (action: typeof disable, text: string): ReactNode => (
    <PressForm
      action={action}
      fields={{ staffId }}
      words={words}
      texts={{ press: text, pressing: t('saving') }}
      look="plain"
      signInPath={signInPath}
    />
  )
  const self = ctx.actor.staffId === staffId
  const sessions = await readSessionsOf(ctx, staffId)
  const seen = sessions[0]?.seenAt
  return (
    <>
      <Section title={t('roles')} note={t('rolesNote')}>
        <RolesForm
          {...common}
          action={setRoles}
          roles={await roleWords()}
          held={member.roles}
          texts={{ roles: t('rolesLegend'), save: t('saveRoles'), saving: t('saving') }}
        />
      </Section>
      <Section title={t('clearance')} note={t('clearanceNote')}>
        <p>
          <a
            className="inline-flex min-h-11 items-center font-semibold"
            href={`/${locale}/staff/registers/training/${staffId}`}
          >
            {t('clearanceLink')}
          </a>
        </p>
      </Section>
      {self ? null : (
        <Section title={t('access')}>
          {status === 'disabled' ? (
            <>
              <p className="mb-4 max-w-measure">{t('enableText')}</p>
              {press(enable, t('enable'))}
            </>
          ) : (
            <div className="space-y-8">
              {seen ? (
                <div>
                  <p className="mb-4 max-w-measure">
                    {t('sessions', { count: sessions.length, at: shortMoment(locale, seen) })}
                  </p>
                  {press(endSessions, t('endSessions'))}
                </div>
              ) : null}
              <div>
                <p className="mb-4 max-w-measure">{status === 'invited' ? t('againText') : t('resetText')}</p>
                {press(reset, status === 'invited' ? t('again') : t('reset'))}
              </div>
              <div>
                <p className="mb-4 max-w-measure">{t('disableText')}</p>
                {press(disable, t('disable'))}
              </div>
            </div>
          )}
        </Section>
      )}
    </>
  )
}
