import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import type { ReactNode } from 'react'
import { StaffTitle } from '#components/staff/staff-title.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { Section } from '#components/ui/section.tsx'
import { type PortalHealth, readPortalHealth } from '#domain/assurance/health/read-portal-health.ts'
import { longDate } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'
import { hasRoomFor } from '#platform/disk.ts'
import { localeOf } from '../../../_server/session/request-context.ts'
import { staffContext } from '../../../_server/session/staff-context.ts'
import { LAG_PATIENCE_S, SEAL_PATIENCE_S, WORKER_PATIENCE_S } from '../watched.ts'

type Props = { params: Promise<{ locale: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: localeOf((await params).locale), namespace: 'staffHealth' })
  return { title: t('title') }
}

/** How the machine of the portal does, and how each part is mended. */
export default async function Health({ params }: Props) {
  const locale = localeOf((await params).locale)
  const ctx = await staffContext(locale, `/${locale}/staff/health`, 'installation.check')
  const t = await getTranslations('staffHealth')
  const health = await readPortalHealth(ctx)
  return (
    <>
      <StaffTitle meta={t('lead')} above={<a href={`/${locale}/staff`}>{t('back')}</a>}>
        {t('title')}
      </StaffTitle>
      {partsOf(locale, health).map(({ id, well, says, more }) => (
        <Section key={id} id={id} title={t(`${id}.title`)} dense>
          <Notice tone={well ? 'kept' : 'due'} word={says}>
            {more}
            {well ? null : <p>{t(`${id}.mend`)}</p>}
          </Notice>
        </Section>
      ))}
    </>
  )
}

const partIds = ['worker', 'jobs', 'disk', 'keyFiles', 'keyEpochs', 'seals', 'erasures'] as const
type Part = { id: (typeof partIds)[number]; well: boolean; says: string; more?: ReactNode }

function partsOf(locale: Locale, health: PortalHealth): Part[] {
  const { queue, disks, keyFault, sealDelaySeconds: seal, stuckErasures } = health
  const t = translator(locale, 'staffHealth')
  const full = disks.filter((disk) => !hasRoomFor(disk, 0))
  const jobs = queue.givenUp.reduce((sum, { count }) => sum + count, 0)
  const areJobsWell = jobs + queue.failedRuns.length === 0
  const sealSays = seal === null ? 'seals.never' : seal > SEAL_PATIENCE_S ? 'seals.behind' : 'seals.well'
  return [
    workerPart(locale, health),
    {
      id: 'jobs',
      well: areJobsWell,
      says: areJobsWell ? t('jobs.well') : t('jobs.givenUp', { count: jobs }),
      more: areJobsWell ? null : <Jobs locale={locale} queue={queue} />,
    },
    {
      id: 'disk',
      well: full.length === 0,
      says: full.length === 0 ? t('disk.well') : t('disk.low'),
      more: disks.map((disk) => (
        <p key={disk.mountedOn}>
          {t('disk.line', {
            mount: disk.mountedOn,
            free: gigabytes(locale, disk.freeBytes),
            total: gigabytes(locale, disk.totalBytes),
          })}
        </p>
      )),
    },
    {
      id: 'keyFiles',
      well: keyFault === null,
      says: keyFault === null ? t('keyFiles.well') : t('keyFiles.fault'),
      more: keyFault === null ? null : <code className="break-all">{keyFault}</code>,
    },
    keyEpochsPart(locale, health),
    {
      id: 'seals',
      well: sealSays === 'seals.well',
      says: t(sealSays, { minutes: Math.floor((seal ?? 0) / 60) }),
    },
    {
      id: 'erasures',
      well: stuckErasures === 0,
      says: t('erasures.count', { count: stuckErasures }),
    },
  ]
}

function keyEpochsPart(locale: Locale, { keyEpochs: { epochs, faults } }: PortalHealth): Part {
  const t = translator(locale, 'staffHealth')
  const current = epochs.find((one) => one.current)
  const next = epochs.find((one) => !one.destroyedAt)
  if (!current) return { id: 'keyEpochs', well: false, says: t('keyEpochs.missing') }
  const isWell = faults.length === 0
  return {
    id: 'keyEpochs',
    well: isWell,
    says: isWell ? t('keyEpochs.well', { version: current.version }) : t('keyEpochs.late'),
    more: (
      <>
        {faults.length > 0 ? <p>{faults.map((one) => t(`keyEpochs.faults.${one}`)).join('; ')}</p> : null}
        {next ? <p>{t('keyEpochs.next', { date: longDate(locale, next.destroyedOn) })}</p> : null}
      </>
    ),
  }
}

function workerPart(locale: Locale, { workerSeenSeconds: seen, queue }: PortalHealth): Part {
  const t = translator(locale, 'staffHealth')
  if (seen === null) return { id: 'worker', well: false, says: t('worker.never') }
  const isSeen = seen <= WORKER_PATIENCE_S
  const isQuick = queue.lagSeconds <= LAG_PATIENCE_S
  return {
    id: 'worker',
    well: isSeen && isQuick,
    says: isSeen ? t('worker.well') : t('worker.gone', { minutes: Math.floor(seen / 60) }),
    more: isQuick ? null : <p>{t('worker.lag', { minutes: Math.floor(queue.lagSeconds / 60) })}</p>,
  }
}

function Jobs({ locale, queue }: { locale: Locale; queue: PortalHealth['queue'] }) {
  const t = translator(locale, 'staffHealth')
  return (
    <ul className="my-2">
      {queue.givenUp.map(({ task, count }) => (
        <li key={task}>
          <code>{task}</code>: {count}
        </li>
      ))}
      {queue.failedRuns.map((task) => (
        <li key={task}>
          <code>{task}</code>: {t('jobs.failedRun')}
        </li>
      ))}
    </ul>
  )
}

const gigabytes = (locale: Locale, bytes: number) =>
  new Intl.NumberFormat(locale, { style: 'unit', unit: 'gigabyte', maximumFractionDigits: 1 }).format(
    bytes / 1e9,
  )
