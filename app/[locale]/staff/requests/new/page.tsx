import { randomUUID } from 'node:crypto'
import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { filesTexts } from '#components/requests/form-texts.ts'
import { kindTitle } from '#components/requests/status-texts.tsx'
import { StaffTitle } from '#components/staff/staff-title.tsx'
import { firstReceiptDay } from '#domain/requests/deadlines/receipt-day.ts'
import { onBehalfChannels } from '#domain/requests/forms/request-schemas.ts'
import { kindNames, kinds } from '#domain/requests/rules/kinds.ts'
import { locales } from '#i18n/locales.ts'
import { pickTexts } from '#i18n/pick-texts.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { localeOf } from '../../../../_server/session/request-context.ts'
import { staffContext } from '../../../../_server/session/staff-context.ts'
import { unsentOwner } from '../../../../_server/session/unsent-owner.ts'
import { requestErrors } from '../request-errors.ts'
import { record } from './actions.ts'
import { BehalfForm } from './behalf-form.tsx'

type Props = {
  params: Promise<{ locale: string }>
  searchParams: Promise<{ kind?: string | string[] }>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: localeOf((await params).locale), namespace: 'staffRequests' })
  return { title: t('behalf.title') }
}

export default async function OnBehalf({ params, searchParams }: Props) {
  const locale = localeOf((await params).locale)
  const path = `/${locale}/staff/requests/new`
  const ctx = await staffContext(locale, path, 'requests.file-on-behalf')
  const given = (await searchParams).kind
  const kind = kindNames.find((one) => one === given)
  const t = await getTranslations('staffRequests')
  const above = (
    <a className="inline-flex min-h-9 items-center" href={kind ? path : `/${locale}/staff/requests`}>
      {kind ? t('behalf.otherKind') : t('case.back')}
    </a>
  )
  if (!kind)
    return (
      <>
        <StaffTitle above={above} meta={t('behalf.lead')}>
          {t('behalf.title')}
        </StaffTitle>
        <h2 className="font-ui text-body tracking-normal">{t('behalf.kind')}</h2>
        <ul className="mt-2 max-w-measure border-b border-rule">
          {kindNames.map((one) => (
            <li key={one} className="border-t border-rule">
              <a
                className="flex min-h-11 items-center font-semibold"
                href={`${path}?kind=${encodeURIComponent(one)}`}
              >
                {kindTitle(locale, one)}
              </a>
            </li>
          ))}
        </ul>
      </>
    )
  const today = almatyDate(ctx.clock.now())
  const fields = kinds[kind].fields.flatMap(({ name, required }) => {
    if (name === 'documents') return []
    const label = t(`details.${name}`)
    return [{ name, label: required ? label : `${label} (${t('behalf.optional')})` }]
  })
  const here = `${path}?kind=${encodeURIComponent(kind)}`
  return (
    <>
      <StaffTitle above={above} meta={t('behalf.lead')}>
        {t('behalf.titleOf', { kind: kindTitle(locale, kind) })}
      </StaffTitle>
      <div className="max-w-measure">
        <BehalfForm
          action={record}
          hidden={{ kind, idempotencyKey: randomUUID() }}
          fields={fields}
          options={{
            channel: onBehalfChannels.map((one) => ({ value: one, word: t(`behalf.channels.${one}`) })),
            locale: locales.map((one) => ({ value: one, word: t(`languages.${one}`) })),
            proved: [
              { value: 'yes', word: t('behalf.provedYes') },
              { value: 'no', word: t('behalf.provedNo') },
            ],
          }}
          initial={{ receivedOn: today, locale }}
          bounds={{ first: firstReceiptDay(ctx.clock.now()), last: today }}
          texts={pickTexts(t, [
            'behalf.personPart',
            'behalf.requestPart',
            'behalf.person',
            'behalf.personHint',
            'behalf.fullName',
            'behalf.fullNameHint',
            'behalf.proved',
            'behalf.channel',
            'behalf.receivedOn',
            'behalf.locale',
            'behalf.identity',
            'behalf.press',
            'behalf.pressing',
          ])}
          files={filesTexts(locale, { label: t('behalf.files'), hint: t('steps.filesHint') })}
          words={requestErrors(locale)}
          unsentOwner={unsentOwner(ctx)}
          signInPath={`/${locale}/staff/sign-in?next=${encodeURIComponent(here)}`}
        />
      </div>
    </>
  )
}
