import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { Block } from '#components/staff/block.tsx'
import { CsvDownload } from '#components/staff/csv-download.tsx'
import { DenseTable } from '#components/staff/dense-table.tsx'
import { StaffTitle } from '#components/staff/staff-title.tsx'
import { WordedState } from '#components/staff/worded-state.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { isAllowed } from '#domain/access/permissions.ts'
import {
  readSubprocessorRegister,
  type SubprocessorEntry,
} from '#domain/assurance/subprocessors/read-subprocessors.ts'
import { countryNames } from '#i18n/countries.ts'
import { longDate } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { localeOf } from '../../../../_server/session/request-context.ts'
import { confirmPath, staffContext } from '../../../../_server/session/staff-context.ts'
import { recordASubprocessor } from './actions.ts'
import { EntryForm } from './entry-form.tsx'
import { blankValues } from './entry-values.ts'
import {
  agreementWords,
  categoryWords,
  entryTexts,
  registerPath,
  subprocessorErrors,
} from './subprocessor-words.ts'

type Props = { params: Promise<{ locale: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: localeOf((await params).locale), namespace: 'subprocessors' })
  return { title: t('register.title') }
}

export default async function Subprocessors({ params }: Props) {
  const locale = localeOf((await params).locale)
  const here = registerPath(locale)
  const ctx = await staffContext(locale, here, 'subprocessors.read-register')
  const t = await getTranslations('subprocessors')
  const { current, announced, ended, missing } = await readSubprocessorRegister(ctx)
  return (
    <>
      <StaffTitle
        meta={t('register.lead')}
        actions={
          <a className="inline-flex min-h-11 items-center text-small" href={`/${locale}/subprocessors`}>
            {t('register.toPublic')}
          </a>
        }
      >
        {t('register.title')}
      </StaffTitle>
      {missing.length > 0 ? (
        <Notice tone="broken" word={t('register.missing')} className="mb-6">
          {missing
            .map(({ name, country }) => `${name[locale]} (${countryNames(locale, [country])})`)
            .join('; ')}
        </Notice>
      ) : null}
      <Block id="current" title={t('register.current')} note={t('register.currentNote')}>
        <Table locale={locale} caption={t('register.current')} entries={current} />
        {isAllowed(ctx.actor, 'subprocessors.export') ? (
          <CsvDownload
            action={`${here}/export`}
            fields={{}}
            confirmFirst={ctx.actor.sudo ? null : confirmPath(locale, here)}
            label={t('csv.get')}
          >
            {t('csv.note')}
          </CsvDownload>
        ) : null}
      </Block>
      <Block id="announced" title={t('register.announced')} note={t('register.announcedNote')}>
        <Table locale={locale} caption={t('register.announced')} entries={announced} />
      </Block>
      {ended.length > 0 ? (
        <Block id="ended" title={t('register.ended')} note={t('register.endedNote')}>
          <Table locale={locale} caption={t('register.ended')} entries={ended} />
        </Block>
      ) : null}
      {isAllowed(ctx.actor, 'subprocessors.record') ? (
        <Block id="add" title={t('register.add')} note={t('register.addNote')}>
          <EntryForm
            action={recordASubprocessor}
            values={blankValues(almatyDate(ctx.clock.now()))}
            texts={entryTexts(locale)}
            words={subprocessorErrors(locale)}
            signInPath={`/${locale}/staff/sign-in?next=${encodeURIComponent(here)}`}
          />
        </Block>
      ) : null}
    </>
  )
}

type TableProps = { locale: Locale; caption: string; entries: readonly SubprocessorEntry[] }

function Table({ locale, caption, entries }: TableProps) {
  const t = translator(locale, 'subprocessors')
  if (entries.length === 0) return <p className="text-soft">{t('register.none')}</p>
  const heads = ['name', 'service', 'categories', 'country', 'effectiveOn', 'agreement'] as const
  return (
    <DenseTable
      caption={caption}
      heads={heads.map((head) => t(`columns.${head}`))}
      rows={entries.map((entry) => ({
        key: entry.entryId,
        head: (
          <>
            <a href={`${registerPath(locale)}/${entry.subprocessorId}`}>{entry.name[locale]}</a>
            {entry.entry === 'end' ? <span className="block text-soft">{t('ends')}</span> : null}
          </>
        ),
        cells: [
          { value: entry.service[locale] },
          { label: t('columns.categories'), value: categoryWords(locale, entry.categories) },
          {
            label: t('columns.country'),
            value: (
              <>
                {countryNames(locale, [entry.country])}
                <span className="block text-soft">{t(`bases.${entry.transferBasis}`)}</span>
              </>
            ),
          },
          { label: t('columns.effectiveOn'), value: longDate(locale, entry.effectiveOn), short: true },
          { label: t('columns.agreement'), value: <WordedState {...agreementWords(locale, entry)} /> },
        ],
      }))}
    />
  )
}
