import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { PrintButton } from '#components/staff/print-button.tsx'
import { StaffTitle } from '#components/staff/staff-title.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { readPersonPage } from '#domain/lookups/page/read-person-page.ts'
import { clockTime } from '#i18n/dates.ts'
import { translator } from '#i18n/translator.ts'
import { localeOf } from '../../../../_server/session/request-context.ts'
import { staffContext } from '../../../../_server/session/staff-context.ts'
import { peoplePath, personPath } from '../people-paths.ts'
import { Account, type PartProps, Representatives, Sessions } from './account.tsx'
import { Choices, History } from './choices.tsx'
import { Contact } from './contact.tsx'
import { Looked } from './looked.tsx'
import { Deletion, Limits, Requests } from './requests.tsx'
import { Incidents, Messages, Systems, Undelivered } from './systems.tsx'

type Props = {
  params: Promise<{ locale: string; lookupId: string }>
  searchParams: Promise<{ before?: string | string[] }>
}

// Not the name: a title stays in the history of the browser.
export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: localeOf((await params).locale), namespace: 'people' })
  return { title: t('title') }
}

const parts = [
  ...(['account', 'choices', 'history', 'requests', 'limits', 'deletion', 'looked'] as const),
  ...(['representatives', 'sessions', 'systems', 'messages', 'mail', 'incidents'] as const),
]

export default async function Person({ params, searchParams }: Props) {
  const { locale: given, lookupId } = await params
  const locale = localeOf(given)
  const here = personPath(locale, lookupId)
  const ctx = await staffContext(locale, here, 'people.find')
  const before = seqIn((await searchParams).before)
  const page = await readPersonPage(ctx, { lookupId, before })
  if (!page) redirect(`${peoplePath(locale)}?ended=1`)
  const t = await getTranslations('people')
  const { contact, record } = page
  return (
    <>
      <StaffTitle
        above={
          <a className="inline-flex min-h-9 items-center" href={peoplePath(locale)}>
            {t('again')}
          </a>
        }
        meta={`${t(`foundBy.${page.foundBy}`)}. ${t('until', { time: clockTime(page.expiresAt) })}`}
        actions={
          record ? <PrintButton word={(await getTranslations('staffRequests'))('case.print')} /> : null
        }
      >
        <span className="break-words">{contact.fullName ?? contact.email ?? t('title')}</span>
      </StaffTitle>
      <Contact ctx={ctx} page={page} here={here} />
      {record ? (
        <Record
          ctx={ctx}
          record={record}
          here={here}
          paged={before !== undefined}
          until={contact.revealedUntil}
        />
      ) : null}
    </>
  )
}

type RecordProps = PartProps & { paged: boolean; until: string | null }

function Record({ paged, until, ...shown }: RecordProps) {
  const { record } = shown
  const t = translator(shown.ctx.locale, 'people')
  return (
    <>
      <Notice id="record" word={t('opened')} role="status" className="mb-6">
        {until ? t('openUntil', { time: clockTime(until) }) : null}
      </Notice>
      <nav aria-label={t('jump')} className="mb-8 flex flex-wrap gap-x-5 text-small print:hidden">
        {parts
          .filter((part) => part !== 'incidents' || record.incidents)
          .map((part) => (
            <a key={part} className="inline-flex min-h-11 items-center" href={`#${part}`}>
              {t(`${part}.title`)}
            </a>
          ))}
      </nav>
      <Account {...shown} />
      <Choices {...shown} />
      <History {...shown} paged={paged} />
      <Requests {...shown} />
      <Limits {...shown} />
      <Deletion {...shown} />
      <Looked {...shown} />
      <Representatives {...shown} />
      <Sessions {...shown} />
      <Systems {...shown} />
      <Messages {...shown} />
      <Undelivered {...shown} />
      <Incidents {...shown} />
    </>
  )
}

const seqIn = (value: unknown) =>
  typeof value === 'string' && /^[1-9]\d{0,8}$/.test(value) ? Number(value) : undefined
