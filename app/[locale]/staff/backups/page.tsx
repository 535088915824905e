import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { Block } from '#components/staff/block.tsx'
import { CsvDownload } from '#components/staff/csv-download.tsx'
import { StaffTitle } from '#components/staff/staff-title.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { keepDays } from '#domain/backups/rules/kept-archives.ts'
import { readBackupState } from '#domain/backups/state/read-backup-state.ts'
import { shortMoment } from '#i18n/dates.ts'
import { localeOf } from '../../../_server/session/request-context.ts'
import { confirmPath, staffContext } from '../../../_server/session/staff-context.ts'
import { BackupsTable, megabytes } from './backups-table.tsx'
import { DrillsTable } from './drills-table.tsx'
import { PlacesTable } from './places-table.tsx'

type Props = { params: Promise<{ locale: string }> }

/** As long as data is kept. */
const listed = keepDays.portal

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: localeOf((await params).locale), namespace: 'backups' })
  return { title: t('title') }
}

export default async function Backups({ params }: Props) {
  const locale = localeOf((await params).locale)
  const ctx = await staffContext(locale, `/${locale}/staff/backups`, 'backups.read')
  const t = await getTranslations('backups')
  const state = await readBackupState(ctx, { count: listed })
  const { backups, changes, drills, faults, bucket } = state
  const here = `/${locale}/staff/backups`
  const file = (register: 'backups' | 'drills') => (
    <CsvDownload
      action={`${here}/export`}
      fields={{ register }}
      confirmFirst={ctx.actor.sudo ? null : confirmPath(locale, here)}
      label={t('csv.get')}
      about={t(`csv.${register}`)}
    >
      {t('csv.note')}
    </CsvDownload>
  )
  return (
    <>
      <StaffTitle meta={t('lead')}>{t('title')}</StaffTitle>
      {faults.length === 0 ? (
        <Notice tone="kept" word={t('inOrder')} className="mb-6" />
      ) : (
        <Notice tone="due" word={t('notInOrder')} className="mb-6">
          <ul>
            {faults.map((fault) => (
              <li key={fault}>{t(`faults.${fault}`)}</li>
            ))}
          </ul>
        </Notice>
      )}
      <Block
        id="made"
        title={t('made.title')}
        note={t('made.note', { days: keepDays.portal, keystoreDays: keepDays.keystore })}
      >
        {backups.length === 0 ? (
          <p className="text-soft">{t('made.empty')}</p>
        ) : (
          <BackupsTable locale={locale} backups={backups} />
        )}
        <p className="mt-3 text-soft">
          {changes
            ? t('changes.made', {
                at: shortMoment(locale, changes.madeAt),
                rows: changes.rows,
                megabytes: megabytes(locale, changes),
              })
            : t('changes.none')}
        </p>
        {file('backups')}
      </Block>
      {bucket && (
        <Block id="places" title={t('places.title')} note={t('places.note')}>
          <PlacesTable locale={locale} state={{ ...state, bucket }} />
        </Block>
      )}
      <Block id="drills" title={t('drills.title')} note={t('drills.note')}>
        {drills.length === 0 ? (
          <p className="text-soft">{t('drills.empty')}</p>
        ) : (
          <DrillsTable locale={locale} drills={drills} />
        )}
        {file('drills')}
      </Block>
    </>
  )
}
