import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { Block } from '#components/staff/block.tsx'
import { CsvDownload } from '#components/staff/csv-download.tsx'
import { DenseTable } from '#components/staff/dense-table.tsx'
import { StaffTitle } from '#components/staff/staff-title.tsx'
import { WordedState } from '#components/staff/worded-state.tsx'
import { ButtonLink } from '#components/ui/button.tsx'
import { isAllowed } from '#domain/access/permissions.ts'
import { listIncidents } from '#domain/incidents/register/read-incidents.ts'
import { shortMoment } from '#i18n/dates.ts'
import { localeOf } from '../../../_server/session/request-context.ts'
import { confirmPath, staffContext } from '../../../_server/session/staff-context.ts'
import { termTone } from './incident-texts.ts'

type Props = { params: Promise<{ locale: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: localeOf((await params).locale), namespace: 'incidents' })
  return { title: t('title') }
}

const heads = ['reference', 'noticed', 'due', 'status', 'people'] as const

export default async function Incidents({ params }: Props) {
  const locale = localeOf((await params).locale)
  const here = `/${locale}/staff/incidents`
  const ctx = await staffContext(locale, here, 'incidents.read')
  const t = await getTranslations('incidents')
  const incidents = await listIncidents(ctx)
  return (
    <>
      <StaffTitle meta={t('lead')}>{t('title')}</StaffTitle>
      <Block
        id="register"
        title={t('register')}
        note={t('registerNote')}
        action={
          isAllowed(ctx.actor, 'incidents.work') ? (
            <ButtonLink href={`${here}/new`}>{t('openNew')}</ButtonLink>
          ) : null
        }
      >
        {incidents.length === 0 ? (
          <p className="text-soft">{t('empty')}</p>
        ) : (
          <DenseTable
            caption={t('register')}
            heads={heads.map((head) => t(`fields.${head}`))}
            rows={incidents.map((one) => ({
              key: one.reference,
              head: (
                <a href={`${here}/${one.reference}`} className="inline-block min-h-6 font-semibold">
                  <span className="tabular-nums">{one.reference}</span>: {one.facts.title}
                </a>
              ),
              cells: [
                { label: t('fields.noticed'), value: shortMoment(locale, one.noticedAt), short: true },
                {
                  label: t('fields.due'),
                  value: (
                    <WordedState
                      tone={termTone[one.term]}
                      word={t(`termWords.${one.term}`)}
                      detail={shortMoment(locale, one.dueAt)}
                    />
                  ),
                },
                { label: t('fields.status'), value: t(`statuses.${one.status}`) },
                { label: t('fields.people'), value: one.people ?? '–', short: true },
              ],
            }))}
          />
        )}
        <CsvDownload
          action={`${here}/export`}
          fields={{}}
          confirmFirst={ctx.actor.sudo ? null : confirmPath(locale, here)}
          label={t('csv.get')}
        >
          {t('csv.note')}
        </CsvDownload>
      </Block>
    </>
  )
}
