import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { CsvDownload } from '#components/staff/csv-download.tsx'
import { DenseTable } from '#components/staff/dense-table.tsx'
import { StaffTitle } from '#components/staff/staff-title.tsx'
import { WordedState } from '#components/staff/worded-state.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { countDue, readRegister } from '#domain/staff/clearances/read-register.ts'
import { localeOf } from '../../../../_server/session/request-context.ts'
import { confirmPath, staffContext } from '../../../../_server/session/staff-context.ts'
import { clearanceWords } from './clearance-words.ts'

type Props = { params: Promise<{ locale: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: localeOf((await params).locale), namespace: 'training' })
  return { title: t('title') }
}

export default async function TrainingRegister({ params }: Props) {
  const locale = localeOf((await params).locale)
  const here = `/${locale}/staff/registers/training`
  const ctx = await staffContext(locale, here, 'staff-clearances.read')
  const t = await getTranslations('training')
  const members = await readRegister(ctx)
  const due = countDue(members)
  return (
    <>
      <StaffTitle meta={t('lead')}>{t('title')}</StaffTitle>
      <Notice tone={due === 0 ? 'kept' : 'due'} word={t('due', { count: due })} className="mb-6" />
      <DenseTable
        caption={t('title')}
        heads={[t('member'), t('roles'), t('kinds.agreement'), t('kinds.training')]}
        rows={members.map((member) => {
          const { roles, agreement, training } = clearanceWords(locale, member)
          return {
            key: member.staffId,
            head: (
              <a
                className="-my-2 inline-flex min-h-9 items-center font-semibold"
                href={`${here}/${member.staffId}`}
              >
                {member.name}
              </a>
            ),
            cells: [
              { value: roles },
              { label: t('kinds.agreement'), value: <WordedState {...agreement} />, short: true },
              { label: t('kinds.training'), value: <WordedState {...training} />, short: true },
            ],
          }
        })}
      />
      <CsvDownload
        action={`${here}/export`}
        fields={{}}
        confirmFirst={ctx.actor.sudo ? null : confirmPath(locale, here)}
        label={t('csv.label')}
      >
        {t('csv.note')}
      </CsvDownload>
    </>
  )
}
