import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { Block } from '#components/staff/block.tsx'
import { StaffTitle } from '#components/staff/staff-title.tsx'
import { readUsage, type UsageView } from '#domain/fulfilment/usage/read-usage.ts'
import { longMoment } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'
import { localeOf } from '../../../../_server/session/request-context.ts'
import { staffContext } from '../../../../_server/session/staff-context.ts'
import { UsageByMonth } from './usage-by-month.tsx'
import { GroupTable } from './usage-groups.tsx'

type Props = {
  params: Promise<{ locale: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: localeOf((await params).locale), namespace: 'courseUsage' })
  return { title: t('title') }
}

/** How courses and pages are used, of people who agreed to each, in groups of ten and more. */
export default async function CourseUsage({ params, searchParams }: Props) {
  const locale = localeOf((await params).locale)
  const here = `/${locale}/staff/statistics/courses`
  const ctx = await staffContext(locale, here, 'usage.read')
  const courses = await readUsage(ctx, 'courses')
  const behaviour = await readUsage(ctx, 'behaviour')
  const t = await getTranslations('courseUsage')
  const asked = (await searchParams).course
  const course = courses?.groups.find(({ key }) => key === asked)
  return (
    <>
      <StaffTitle meta={t('lead')}>{t('title')}</StaffTitle>
      <Block
        id="months"
        title={course ? course.title[locale] : t('allCourses')}
        note={<Counted locale={locale} view={courses} consent={t('consents.courses')} />}
        action={course ? <a href={here}>{t('allCourses')}</a> : undefined}
      >
        {courses ? <UsageByMonth locale={locale} view={courses} group={course?.key ?? ''} /> : null}
      </Block>
      <Block id="courses" title={t('byCourse')} note={t('byCourseNote')}>
        {courses && courses.groups.length > 0 ? (
          <GroupTable
            locale={locale}
            view={courses}
            caption={t('byCourse')}
            head={t('course')}
            measures={['active', 'enrolled', 'progressed', 'completed', 'tested', 'passed']}
            link={(key) => `${here}?course=${encodeURIComponent(key)}#months`}
          />
        ) : (
          <p className="text-soft">{t('none')}</p>
        )}
      </Block>
      <Block
        id="behaviour"
        title={t('behaviour')}
        note={<Counted locale={locale} view={behaviour} consent={t('consents.behaviour')} />}
      >
        {behaviour && behaviour.groups.length > 0 ? (
          <GroupTable
            locale={locale}
            view={behaviour}
            caption={t('behaviour')}
            head={t('action')}
            measures={['active']}
          />
        ) : (
          <p className="text-soft">{t('none')}</p>
        )}
      </Block>
      <Block id="how" title={t('how.title')} note={t('how.consent')}>
        <ul className="max-w-measure list-disc space-y-1.5 pl-5 text-small">
          {(['who', 'small', 'month', 'night', 'aim'] as const).map((key) => (
            <li key={key}>{t(`how.${key}`)}</li>
          ))}
        </ul>
      </Block>
    </>
  )
}

/** Under which consent, how many people, and when. */
function Counted({ locale, view, consent }: { locale: Locale; view: UsageView | null; consent: string }) {
  const t = translator(locale, 'courseUsage')
  if (!view?.countedAt) return `${consent} ${t('never')}`
  const people = view.people === null ? t('fewPeople') : t('people', { people: view.people })
  return `${consent} ${people} ${t('counted', { at: longMoment(locale, view.countedAt) })}`
}
