import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { Block } from '#components/staff/block.tsx'
import { DenseTable } from '#components/staff/dense-table.tsx'
import { PrintButton } from '#components/staff/print-button.tsx'
import { PrintSheet } from '#components/staff/print-sheet.tsx'
import { StaffTitle } from '#components/staff/staff-title.tsx'
import { WordedState } from '#components/staff/worded-state.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { channelCodes } from '#db/schema/consent-codes.ts'
import { type Register, readRegister } from '#domain/fulfilment/register/read-register.ts'
import { countryNames } from '#i18n/countries.ts'
import { itemTitle } from '#i18n/data-map-texts.ts'
import { longDate } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { messages } from '#i18n/messages.ts'
import { translator } from '#i18n/translator.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { localeOf } from '../../../../_server/session/request-context.ts'
import { staffContext } from '../../../../_server/session/staff-context.ts'
import { publishedText, purposeTitle } from '../../data-map/register-texts.ts'
import { MapFile } from '../map-file.tsx'
import { OperatorFacts } from '../operator-facts.tsx'

type Props = { params: Promise<{ locale: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: localeOf((await params).locale), namespace: 'registers' })
  return { title: t('names.transfers') }
}

/** Who gets which data, from the data map and the operator's settings (Art. 22(1)(5) of Law 94-V). */
export default async function Transfers({ params }: Props) {
  const locale = localeOf((await params).locale)
  const all = `/${locale}/staff/registers`
  const ctx = await staffContext(locale, `${all}/transfers`, 'data-map.read')
  const t = await getTranslations('registers')
  const register = await readRegister(ctx)
  const { operator, transfers, notStated } = register
  const abroad = transfers.filter((one) => one.abroad).length
  return (
    <PrintSheet head={`${operator.name[locale]} · ${t('names.transfers')}`}>
      <StaffTitle
        above={<a href={all}>{t('title')}</a>}
        meta={t('transfers.lead', { day: longDate(locale, almatyDate(ctx.clock.now())) })}
        actions={<PrintButton word={t('print')} />}
      >
        {t('names.transfers')}
      </StaffTitle>
      {notStated.length > 0 ? (
        <Notice tone="broken" word={translator(locale, 'staffDataMap')('notStated')} className="mb-6">
          {notStated.map((purpose) => purposeTitle(locale, purpose, register.ownPurposes)).join(', ')}
        </Notice>
      ) : null}
      <OperatorFacts locale={locale} operator={operator} />
      <Block
        id="list"
        title={t('transfers.count', { count: transfers.length })}
        note={t('transfers.abroad', { count: abroad })}
      >
        {transfers.length === 0 ? (
          <p className="text-soft">{t('transfers.none')}</p>
        ) : (
          <TransferTable locale={locale} register={register} />
        )}
        <p className="mt-4 max-w-measure text-small text-soft print:hidden">
          {t('transfers.agreements')}{' '}
          <a href={`${all}/subprocessors`}>{messages[locale].staff.places.subprocessors}</a>
        </p>
        <MapFile ctx={ctx} register="transfers" />
      </Block>
    </PrintSheet>
  )
}

function TransferTable({ locale, register }: { locale: Locale; register: Register }) {
  const t = translator(locale, 'registers')
  const words = messages[locale].dataMap
  const heads = ['recipient', 'country', 'purpose', 'records', 'published'] as const
  return (
    <DenseTable
      caption={t('names.transfers')}
      heads={heads.map((head) => t(`transfers.columns.${head}`))}
      rows={register.transfers.map((one) => {
        const channel = channelCodes.find((code) => code === one.channel)
        return {
          key: `${one.purpose} ${one.recipient.en} ${one.country} ${one.channel}`,
          head: (
            <>
              <span className="font-semibold">{one.recipient[locale]}</span>
              {channel ? (
                <span className="block text-soft">{messages[locale].choices.channels[channel]}</span>
              ) : null}
            </>
          ),
          cells: [
            {
              label: t('transfers.columns.country'),
              value: one.abroad ? (
                <WordedState
                  tone="due"
                  word={countryNames(locale, [one.country])}
                  detail={t('transfers.isAbroad')}
                />
              ) : (
                countryNames(locale, [one.country])
              ),
            },
            {
              label: t('transfers.columns.purpose'),
              value: (
                <>
                  {purposeTitle(locale, one.purpose, register.ownPurposes)}
                  <span className="block text-soft">
                    {one.bases.map((basis) => words.bases[basis]).join('; ')}
                  </span>
                </>
              ),
            },
            {
              label: t('transfers.columns.records'),
              value: one.items.map((item) => itemTitle(locale, item)).join(', '),
            },
            {
              label: t('transfers.columns.published'),
              value: publishedText(locale, register, one.purpose),
            },
          ],
        }
      })}
    />
  )
}
