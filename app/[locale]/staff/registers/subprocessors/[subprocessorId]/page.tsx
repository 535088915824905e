import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { z } from 'zod'
import { Block } from '#components/staff/block.tsx'
import { StaffTitle } from '#components/staff/staff-title.tsx'
import { WordedState } from '#components/staff/worded-state.tsx'
import { FactList } from '#components/ui/fact-list.tsx'
import { Fingerprint } from '#components/ui/fingerprint.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { isAllowed } from '#domain/access/permissions.ts'
import {
  readSubprocessor,
  type SubprocessorEntry,
} from '#domain/assurance/subprocessors/read-subprocessors.ts'
import { countryNames } from '#i18n/countries.ts'
import { longDate, longMoment } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { localeOf } from '../../../../../_server/session/request-context.ts'
import { staffContext } from '../../../../../_server/session/staff-context.ts'
import { endASubprocessor, recordASubprocessor } from '../actions.ts'
import { EndForm } from '../end-form.tsx'
import { EntryForm } from '../entry-form.tsx'
import { valuesOf } from '../entry-values.ts'
import {
  agreementWords,
  categoryWords,
  entryTexts,
  registerPath,
  subprocessorErrors,
} from '../subprocessor-words.ts'

type Props = {
  params: Promise<{ locale: string; subprocessorId: string }>
  searchParams: Promise<{ done?: string | string[] }>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: localeOf((await params).locale), namespace: 'subprocessors' })
  return { title: t('register.title') }
}

const results = ['recorded', 'ended'] as const

export default async function Subprocessor({ params, searchParams }: Props) {
  const { locale: given, subprocessorId } = await params
  const locale = localeOf(given)
  const here = `${registerPath(locale)}/${subprocessorId}`
  const ctx = await staffContext(locale, here, 'subprocessors.read-register')
  const known = z.guid().safeParse(subprocessorId).success
  const entries = known ? await readSubprocessor(ctx, subprocessorId) : []
  const [last] = entries
  if (!last) notFound()
  const t = await getTranslations('subprocessors')
  const did = (await searchParams).done
  const result = results.find((one) => one === did)
  const today = almatyDate(ctx.clock.now())
  const form = {
    words: subprocessorErrors(locale),
    signInPath: `/${locale}/staff/sign-in?next=${encodeURIComponent(here)}`,
  }
  return (
    <>
      <StaffTitle above={<a href={registerPath(locale)}>{t('register.title')}</a>}>
        <span className="break-words">{last.name[locale]}</span>
      </StaffTitle>
      {result ? <Notice tone="kept" role="status" word={t(`did.${result}`)} className="mb-6" /> : null}
      <Block id="history" title={t('history.title')} note={t('history.note')}>
        <ol className="max-w-[48rem]">
          {entries.map((entry) => (
            <li key={entry.entryId} className="border-t border-rule py-5 first:border-t-0 first:pt-0">
              <Entry locale={locale} entry={entry} />
            </li>
          ))}
        </ol>
      </Block>
      {isAllowed(ctx.actor, 'subprocessors.record') ? (
        <>
          <Block id="change" title={t('change.title')} note={t('change.note')}>
            <EntryForm
              action={recordASubprocessor}
              values={valuesOf(last, today)}
              texts={entryTexts(locale)}
              {...form}
            />
          </Block>
          {last.entry === 'state' ? (
            <Block id="end" title={t('end.title')} note={t('end.note')}>
              <EndForm
                action={endASubprocessor}
                subprocessorId={subprocessorId}
                today={today}
                texts={{ effectiveOn: t('end.on'), press: t('end.press'), pressing: t('form.saving') }}
                {...form}
              />
            </Block>
          ) : null}
        </>
      ) : null}
    </>
  )
}

function Entry({ locale, entry }: { locale: Locale; entry: SubprocessorEntry }) {
  const t = translator(locale, 'subprocessors')
  const day = longDate(locale, entry.effectiveOn)
  return (
    <>
      <h3 className="pb-2 font-ui text-body font-semibold">
        {t(entry.entry === 'end' ? 'history.endsOn' : 'history.from', { day })}
      </h3>
      <FactList
        facts={[
          { term: t('columns.service'), value: entry.service[locale] },
          { term: t('columns.categories'), value: categoryWords(locale, entry.categories) },
          {
            term: t('columns.country'),
            value: countryNames(locale, [entry.country]),
            note: t(`bases.${entry.transferBasis}`),
          },
          { term: t('columns.since'), value: longDate(locale, entry.since) },
          {
            term: t('columns.agreement'),
            value: <WordedState {...agreementWords(locale, entry)} />,
            note: entry.agreement ? (
              <>
                {entry.agreementName} <Fingerprint hex={entry.agreement.sha256} />
              </>
            ) : null,
          },
          {
            term: t('columns.recorded'),
            value: entry.recordedBy.name ?? entry.recordedBy.staffId,
            note: longMoment(locale, entry.recordedAt),
          },
        ]}
      />
    </>
  )
}
