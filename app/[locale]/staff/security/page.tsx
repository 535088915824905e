import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { Block } from '#components/staff/block.tsx'
import { CsvDownload } from '#components/staff/csv-download.tsx'
import { StaffTitle } from '#components/staff/staff-title.tsx'
import { ButtonLink } from '#components/ui/button.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { isAllowed } from '#domain/access/permissions.ts'
import { UNUSUAL_DAYS } from '#domain/assurance/audit-log/read-unusual-use.ts'
import { type AccessReview, readAccessReview } from '#domain/staff/access-review/read-review.ts'
import { listReadingAlerts } from '#domain/staff/reading-alerts/answer-alert.ts'
import { longDate } from '#i18n/dates.ts'
import { quarterTitle } from '#i18n/quarter-title.ts'
import { localeOf } from '../../../_server/session/request-context.ts'
import { confirmPath, type StaffContext, staffContext } from '../../../_server/session/staff-context.ts'
import { AlertList } from './alert-list.tsx'
import { DecisionList } from './decision-list.tsx'
import { MemberRoles } from './member-roles.tsx'
import { ReviewList } from './review-list.tsx'
import { UnusualUse } from './unusual-use.tsx'

type Props = {
  params: Promise<{ locale: string }>
  searchParams: Promise<{ done?: string | string[] }>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: localeOf((await params).locale), namespace: 'security' })
  return { title: t('title') }
}

export default async function Security({ params, searchParams }: Props) {
  const locale = localeOf((await params).locale)
  const here = `/${locale}/staff/security`
  const ctx = await staffContext(locale, here, 'access-review.read')
  const t = await getTranslations('security')
  const review = await readAccessReview(ctx)
  const { period, members, decisions, reviews } = review
  const mayDecide = isAllowed(ctx.actor, 'access-review.decide')
  return (
    <>
      <StaffTitle meta={t('lead')}>{t('title')}</StaffTitle>
      {(await searchParams).done === undefined ? null : (
        <Notice tone="kept" role="status" word={t('done')} className="mb-6" />
      )}
      <Block
        id="alerts"
        title={t('alerts.title')}
        note={t('alerts.note', { floor: ctx.services.env.readingAlertFloor })}
      >
        <AlertList ctx={ctx} alerts={await listReadingAlerts(ctx)} />
      </Block>
      {isAllowed(ctx.actor, 'unusual-use.read') ? (
        <Block id="unusual" title={t('unusual.title')} note={t('unusual.note', { days: UNUSUAL_DAYS })}>
          <UnusualUse ctx={ctx} />
        </Block>
      ) : null}
      <Block
        id="review"
        title={t('review.title', {
          period: quarterTitle(locale, period),
        })}
        note={t('review.note')}
        action={
          mayDecide && !ctx.actor.sudo && review.pending > 0 ? (
            <ButtonLink look="plain" href={confirmPath(locale, here)}>
              {t('review.toDecide')}
            </ButtonLink>
          ) : null
        }
      >
        <ReviewNotice ctx={ctx} review={review} />
        {members.map((member) => (
          <MemberRoles
            key={member.staffId}
            ctx={ctx}
            period={period}
            member={member}
            mayDecide={mayDecide && ctx.actor.sudo === true}
          />
        ))}
      </Block>
      {decisions.length > 0 ? (
        <Block id="decisions" title={t('decisions.title')} note={t('decisions.note')}>
          <DecisionList locale={locale} decisions={decisions} />
        </Block>
      ) : null}
      <Block id="reviews" title={t('reviews.title')} note={t('reviews.note')}>
        <ReviewList locale={locale} reviews={reviews} />
        <CsvDownload
          action={`${here}/export`}
          fields={{}}
          confirmFirst={ctx.actor.sudo ? null : confirmPath(locale, here)}
          label={t('csv.label')}
        >
          {t('csv.note')}
        </CsvDownload>
      </Block>
    </>
  )
}

async function ReviewNotice({ ctx, review }: { ctx: StaffContext; review: AccessReview }) {
  const t = await getTranslations('security.review')
  const { pending, overdue, dueOn, members } = review
  const day = longDate(ctx.locale, dueOn)
  if (pending === 0)
    return <Notice tone="kept" word={members.length === 0 ? t('nothing') : t('complete')} className="mb-6" />
  return (
    <Notice tone={overdue ? 'broken' : 'due'} word={t('pending', { count: pending })} className="mb-6">
      {overdue ? t('overdue', { day }) : t('due', { day })}
    </Notice>
  )
}
