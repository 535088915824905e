import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { StaffTitle } from '#components/staff/staff-title.tsx'
import { TeamTable } from '#components/staff/team-table.tsx'
import { ButtonLink } from '#components/ui/button.tsx'
import { isAllowed } from '#domain/access/permissions.ts'
import { listStaff } from '#domain/staff/team/read-team.ts'
import { localeOf } from '../../../_server/session/request-context.ts'
import { staffContext } from '../../../_server/session/staff-context.ts'
import { memberWords } from './member-texts.ts'

type Props = { params: Promise<{ locale: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: localeOf((await params).locale), namespace: 'team' })
  return { title: t('title') }
}

export default async function Team({ params }: Props) {
  const locale = localeOf((await params).locale)
  const ctx = await staffContext(locale, `/${locale}/staff/team`, 'staff.read')
  const members = await listStaff(ctx)
  const t = await getTranslations('team')
  const rows = await Promise.all(
    members.map(async (member) => ({
      ...(await memberWords(locale, member)),
      staffId: member.staffId,
      email: member.email,
      href: `/${locale}/staff/team/${member.staffId}`,
    })),
  )
  return (
    <>
      <StaffTitle
        meta={t('count', { count: members.length })}
        actions={
          isAllowed(ctx.actor, 'staff.invite') ? (
            <ButtonLink href={`/${locale}/staff/team/invite`}>{t('invite')}</ButtonLink>
          ) : null
        }
      >
        {t('title')}
      </StaffTitle>
      <TeamTable
        rows={rows}
        texts={{
          caption: t('title'),
          name: t('name'),
          roles: t('roles'),
          state: t('state'),
          agreement: t('agreement.head'),
          training: t('training.head'),
          seen: t('seen'),
        }}
      />
      <p className="mt-6 max-w-measure text-small text-soft">{t('clearanceNote')}</p>
    </>
  )
}
