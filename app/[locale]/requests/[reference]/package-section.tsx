import { PressForm } from '#components/form/press-form.tsx'
import { requestErrorWords } from '#components/requests/form-texts.ts'
import { ButtonLink } from '#components/ui/button.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { Section } from '#components/ui/section.tsx'
import type { State } from '#components/ui/state-mark.tsx'
import type { Context } from '#domain/access/context.ts'
import { type PackagePreview, readPackagePreview } from '#domain/fulfilment/package/read-package.ts'
import type { PackageItemState } from '#domain/fulfilment/rules/package-run.ts'
import { isForPackage, type KindName } from '#domain/requests/rules/kinds.ts'
import { itemTitle } from '#i18n/data-map-texts.ts'
import { longMoment } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'
import { makeCopyAgain } from './package/actions.ts'

type Props = { ctx: Context; reference: string; kind: KindName }

const tones: Record<PackagePreview['state'], State> = {
  collecting: 'plain',
  stuck: 'due',
  ready: 'plain',
  releasing: 'plain',
  released: 'kept',
  expired: 'plain',
  cancelled: 'plain',
  none: 'plain',
}

/** How far the copy is that the person asked for, with the way to it. */
export async function PackageSection({ ctx, reference, kind }: Props) {
  const shown = isForPackage(kind) ? await readPackagePreview(ctx, reference) : null
  if (!shown) return null
  const { locale } = ctx
  const t = translator(locale, 'dataPackage')
  return (
    <Section title={t('own.title')} id="copy">
      <PackageNotice locale={locale} shown={shown} />
      {shown.state === 'released' ? (
        <p className="mt-5 print:hidden">
          <ButtonLink href={`/${locale}/requests/${reference}/package`}>{t('own.open')}</ButtonLink>
        </p>
      ) : null}
      {shown.state === 'expired' || shown.state === 'none' ? (
        <div className="mt-5 print:hidden">
          <MakeAgain locale={locale} reference={reference} />
        </div>
      ) : null}
    </Section>
  )
}

export function PackageNotice({ locale, shown }: { locale: Locale; shown: PackagePreview }) {
  const t = translator(locale, 'dataPackage')
  const { state, expiresAt } = shown
  const text =
    state === 'released'
      ? t('own.releasedText', { time: longMoment(locale, expiresAt ?? '') })
      : t(`own.${state}Text`)
  return (
    <Notice tone={tones[state]} word={t(`own.${state}`)}>
      {text}
    </Notice>
  )
}

/** The kinds of which there is no record, and those that the person did not choose, a line each. */
export function EmptyItems({ locale, items }: { locale: Locale; items: PackagePreview['items'] }) {
  const t = translator(locale, 'dataPackage')
  const named = (state: 'nothing' | 'not-chosen') =>
    items.flatMap((one) => (one.state === state ? [itemTitle(locale, one.item)] : [])).join('; ')
  const [empty, others] = [named('nothing'), named('not-chosen')]
  return (
    <>
      {empty ? <p className={line}>{t('own.empty', { items: empty })}</p> : null}
      {others ? <p className={line}>{t('own.notChosen', { items: others })}</p> : null}
    </>
  )
}

const line = 'mt-4 max-w-measure text-small text-soft'

/** What is to be said of one by one. */
export const isListed = ({ state }: { state: PackageItemState }) =>
  state !== 'nothing' && state !== 'not-chosen'

export function MakeAgain({ locale, reference }: { locale: Locale; reference: string }) {
  const t = translator(locale, 'dataPackage')
  return (
    <PressForm
      action={makeCopyAgain}
      fields={{ reference }}
      words={requestErrorWords(locale)}
      texts={{ press: t('own.again'), pressing: t('own.againPressing') }}
    />
  )
}
