import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { DenseTable } from '#components/staff/dense-table.tsx'
import { StaffTitle } from '#components/staff/staff-title.tsx'
import { WordedState } from '#components/staff/worded-state.tsx'
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
    members.map(async (member) => {
      const { staffId, email } = member
      const words = await memberWords(locale, member)
      return {
        key: staffId,
        head: (
          <>
            <a
              className="-my-2 inline-flex min-h-9 items-center font-semibold"
              href={`/${locale}/staff/team/${staffId}`}
            >
              {words.name}
            </a>
            <span className="block break-all text-soft">{email}</span>
          </>
        ),
        cells: [
          { value: words.roles },
          { value: <WordedState {...words.state} />, short: true },
          { label: t('agreement.head'), value: <WordedState {...words.agreement} />, short: true },
          { label: t('training.head'), value: <WordedState {...words.training} />, short: true },
          { label: t('seen'), value: <span className="text-soft">{words.seen}</span> },
        ],
      }
    }),
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
      <DenseTable
        caption={t('title')}
        heads={[t('name'), t('roles'), t('state'), t('agreement.head'), t('training.head'), t('seen')]}
        rows={rows}
      />
      <p className="mt-6 max-w-measure text-small text-soft">{t('clearanceNote')}</p>
    </>
  )
}
