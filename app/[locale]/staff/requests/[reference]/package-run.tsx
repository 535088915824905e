import { PressForm } from '#components/form/press-form.tsx'
import { CaseSection } from '#components/staff/request-section.tsx'
import { Notice } from '#components/ui/notice.tsx'
import type { Context } from '#domain/access/context.ts'
import { isAllowed } from '#domain/access/permissions.ts'
import {
  type PackagePreview,
  type PackagePreviewItem,
  readPackagePreview,
} from '#domain/fulfilment/package/read-package.ts'
import { isWaiting } from '#domain/fulfilment/rules/package-run.ts'
import type { StaffRequestView } from '#domain/requests/queue/staff-request-views.ts'
import { isForPackage } from '#domain/requests/rules/kinds.ts'
import { codeWord } from '#i18n/data-map-codes.ts'
import { fieldTitle, itemTitle, sourceTitle } from '#i18n/data-map-texts.ts'
import { longMoment } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'
import { EmptyItems, isListed } from '../../../requests/[reference]/package-section.tsx'
import { givePackage, settleCopy } from '../actions.ts'
import type { DeskProps } from './request-props.ts'
import { SettleFailed } from './settle-failed.tsx'

type Props = DeskProps & { ctx: Context; shown: StaffRequestView }

/** The copy for the person, by counts and names: staff look at what is in it before they give it. No value is shown. */
export async function PackageRun({ ctx, shown, here, ...desk }: Props) {
  const copy = isForPackage(shown.kind) ? await readPackagePreview(ctx, shown.reference) : null
  if (!copy) return null
  const { locale } = ctx
  const t = translator(locale, 'dataPackage')
  const { state, items } = copy
  const mayRelease = isAllowed(ctx.actor, 'packages.release')
  const { reference } = shown
  return (
    <CaseSection id="copy" title={t('staff.title')}>
      <Notice
        tone={state === 'released' ? 'kept' : state === 'ready' || isWaiting(copy) ? 'due' : 'plain'}
        word={t(`staff.states.${state}`)}
        className="mb-4"
      >
        <When locale={locale} copy={copy} />
      </Notice>
      {state === 'ready' && mayRelease ? (
        <div className="mb-5 print:hidden">
          <PressForm
            action={givePackage}
            fields={{ reference, sha256: copy.sha256 ?? '' }}
            texts={{ press: t('staff.release'), pressing: t('staff.releasing') }}
            {...desk}
          />
        </div>
      ) : null}
      {mayRelease && copy.code !== null && isWaiting(copy) ? (
        <div className="mb-5 print:hidden">
          <PressForm
            action={settleCopy}
            fields={{ reference, how: 'retry' }}
            texts={{ press: t('staff.retry'), pressing: t('staff.retrying') }}
            look="plain"
            {...desk}
          />
        </div>
      ) : null}
      <Failures locale={locale} items={items}>
        {(source) =>
          mayRelease && state === 'stuck' ? (
            <Settle locale={locale} reference={reference} source={source} here={here} {...desk} />
          ) : null
        }
      </Failures>
      {items.length > 0 ? <Items locale={locale} items={items} /> : null}
    </CaseSection>
  )
}

function When({ locale, copy }: { locale: Locale; copy: PackagePreview }) {
  const t = translator(locale, 'dataPackage')
  const { state, code, expiresAt, nextTryAt } = copy
  if (state === 'ready') return t('staff.readyText')
  if (state === 'released' && expiresAt) return t('staff.until', { time: longMoment(locale, expiresAt) })
  if (!isWaiting(copy)) return null
  return (
    <>
      {code === 'no-room' ? <p>{t('staff.noRoom')}</p> : null}
      {code === 'failed' ? <p>{t('staff.error')}</p> : null}
      {nextTryAt ? <p>{t('staff.nextTry', { time: longMoment(locale, nextTryAt) })}</p> : null}
    </>
  )
}

type FailuresProps = {
  locale: Locale
  items: readonly PackagePreviewItem[]
  children: (source: string) => React.ReactNode
}

/** Systems of which something could not be read, each with what can be done about it. */
function Failures({ locale, items, children }: FailuresProps) {
  const t = translator(locale, 'dataPackage')
  const failed = Map.groupBy(
    items.filter(({ state }) => state === 'failed'),
    ({ item }) => item.source,
  )
  return [...failed].map(([source, of]) => {
    const since = of.flatMap(({ failedSince }) => (failedSince ? [failedSince.getTime()] : []))
    const codes = [...new Set(of.flatMap(({ code }) => (code ? [code] : [])))]
      .map((code) => codeWord(locale, { table: 'data_package_item', column: 'code' }, code))
      .join(', ')
    return (
      <div key={source} className="mb-4 border-t border-rule pt-3">
        <h3 className="font-semibold">{sourceTitle(locale, source, of[0]?.item.system?.title)}</h3>
        <p className="mt-1 text-small text-broken">
          {t('staff.failedSince', { time: longMoment(locale, new Date(Math.min(...since))), codes })}
        </p>
        {children(source)}
      </div>
    )
  })
}

/** What is in it first; what there is nothing of in one line. */
function Items({ locale, items }: { locale: Locale; items: readonly PackagePreviewItem[] }) {
  return (
    <>
      <ItemTable locale={locale} items={items.filter(isListed)} />
      <EmptyItems locale={locale} items={items} />
    </>
  )
}

function ItemTable({ locale, items }: { locale: Locale; items: readonly PackagePreviewItem[] }) {
  const t = translator(locale, 'dataPackage')
  return (
    <table className="w-full border-collapse text-small">
      <caption className="pb-2 text-left text-soft">{t('staff.caption')}</caption>
      <thead>
        <tr className="border-b border-edge text-left">
          <th scope="col" className="py-1.5 pr-3 font-semibold">
            {t('own.item')}
          </th>
          <th scope="col" className="py-1.5 text-right font-semibold">
            {t('own.count')}
          </th>
        </tr>
      </thead>
      <tbody>
        {items.map(({ item, state, records, withheld, note }) => (
          <tr key={item.id} className="border-b border-rule align-top">
            <th scope="row" className="py-1.5 pr-3 text-left font-normal">
              {itemTitle(locale, item)}
              {withheld.length > 0 ? (
                <span className="block text-soft">
                  {t('staff.withheld', {
                    fields: withheld.map((field) => fieldTitle(locale, field)).join(', '),
                  })}
                </span>
              ) : null}
              {note === null ? null : <span className="block text-soft">{t('staff.skipped', { note })}</span>}
            </th>
            <td className="py-1.5 text-right tabular-nums">
              {state === 'included' ? records : t(`file.states.${state}`)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

type SettleProps = DeskProps & { locale: Locale; reference: string; source: string }

function Settle({ locale, reference, source, ...desk }: SettleProps) {
  const t = translator(locale, 'dataPackage')
  const skip = {
    how: 'skip',
    title: t('staff.skip'),
    label: t('staff.skipNote'),
    pressing: t('staff.skipping'),
  } as const
  return (
    <SettleFailed
      action={settleCopy}
      fields={{ reference, source }}
      place="copy"
      retry={{ press: t('staff.retry'), pressing: t('staff.retrying') }}
      record={t('staff.record')}
      ways={[skip]}
      {...desk}
    />
  )
}
