import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { PressForm } from '#components/form/press-form.tsx'
import { requestErrorWords } from '#components/requests/form-texts.ts'
import { sizeInWords } from '#components/requests/size-in-words.ts'
import { ButtonLink } from '#components/ui/button.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { PageTitle } from '#components/ui/page-title.tsx'
import { Section } from '#components/ui/section.tsx'
import { type PackagePreview, readPackagePreview } from '#domain/fulfilment/package/read-package.ts'
import { isFreshProof } from '#domain/fulfilment/rules/package-run.ts'
import { itemTitle } from '#i18n/data-map-texts.ts'
import type { Locale } from '#i18n/locales.ts'
import { messages } from '#i18n/messages.ts'
import { pickTexts } from '#i18n/pick-texts.ts'
import { type RequestAccess, referenceIn, requestAccess } from '../../../../_server/session/request-access.ts'
import { currentSession, localeOf } from '../../../../_server/session/request-context.ts'
import { askForCode } from '../actions.ts'
import { AskForm } from '../ask-form.tsx'
import { AskPage } from '../code-page.tsx'
import { EmptyItems, isListed, MakeAgain, PackageNotice } from '../package-section.tsx'
import { lockCopy, signInForCopy } from './actions.ts'
import { LockForm } from './lock-form.tsx'

type Props = { params: Promise<{ locale: string; reference: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { locale: given, reference: typed } = await params
  const t = await getTranslations({ locale: localeOf(given), namespace: 'dataPackage.own' })
  const reference = referenceIn(typed)
  return { title: reference ? t('pageTitle', { reference }) : undefined, robots: { index: false } }
}

/** The copy of a person's data: what is in it, and the file. */
export default async function PackagePage({ params }: Props) {
  const { locale: given, reference: typed } = await params
  const locale = localeOf(given)
  const reference = referenceIn(typed)
  if (!reference) notFound()
  const access = await requestAccess(locale, reference)
  const shown = access && (await readPackagePreview(access.ctx, reference))
  if (!access || !shown) {
    const signedIn = (await currentSession()) !== null
    return <AskPage locale={locale} reference={reference} signedIn={signedIn} asked={false} over={false} />
  }
  const t = await getTranslations('dataPackage.own')
  const isThere = shown.state === 'released'
  const isFresh = isFreshProof(access.provedAt, access.ctx.clock.now())
  return (
    <>
      <PageTitle
        meta={
          <a className="inline-flex min-h-11 items-center" href={`/${locale}/requests/${reference}`}>
            {t('back')}
          </a>
        }
      >
        {t('pageTitle', { reference })}
      </PageTitle>
      <div className="sheet pb-10">
        <div />
        <div className="min-w-0">
          <PackageNotice locale={locale} shown={shown} />
          <div className="mt-6">
            {isFresh ? (
              <LockForm
                action={lockCopy}
                reference={reference}
                offered={isThere && !shown.locked}
                words={requestErrorWords(locale)}
                texts={{ press: t('lock'), pressing: t('locking'), text: t('lockText') }}
                secretTexts={messages[locale].dataPackage.own.passphrase}
                keptPath={`/${locale}/requests/${reference}/package`}
              >
                {isThere ? <Download locale={locale} reference={reference} shown={shown} /> : null}
              </LockForm>
            ) : null}
            {isThere && !isFresh ? (
              <ProveAgain locale={locale} reference={reference} access={access} />
            ) : null}
            {isThere && shown.locked ? (
              <p className="mt-8 mb-3 max-w-measure">{t('lostPassphrase')}</p>
            ) : null}
            {(isThere && shown.locked) || shown.state === 'expired' || shown.state === 'none' ? (
              <MakeAgain locale={locale} reference={reference} />
            ) : null}
          </div>
        </div>
      </div>
      {isThere ? (
        <Section title={t('contents')}>
          <Contents locale={locale} shown={shown} />
          <EmptyItems locale={locale} items={shown.items} />
        </Section>
      ) : null}
    </>
  )
}

type Part = { locale: Locale; reference: string; shown: PackagePreview }

async function Download({ locale, reference, shown }: Part) {
  const t = await getTranslations('dataPackage.own')
  const { parts, locked } = shown
  const [first] = parts
  const several = parts.length > 1
  return (
    <>
      {several ? <p className="mb-4 max-w-measure">{t('partsText', { count: parts.length })}</p> : null}
      <ul className="max-w-measure space-y-6">
        {parts.map(({ size, sha256 }, index) => {
          const part = index + 1
          const of = { part, size: sizeInWords(locale, size) }
          return (
            <li key={sha256}>
              <ButtonLink
                href={`/${locale}/requests/${reference}/package/file${part > 1 ? `?part=${part}` : ''}`}
                download
              >
                {several ? t('downloadPart', of) : t('download', of)}
              </ButtonLink>
              <p className="mt-2 text-small break-all text-soft">{t('checksum', { sha256 })}</p>
            </li>
          )
        })}
      </ul>
      <p className="mt-4 max-w-measure">
        {locked ? t('howToUnlock', { name: first?.name ?? '' }) : t('howToOpen')}
      </p>
    </>
  )
}

/** A new sign-in, or for a visitor a new code. */
async function ProveAgain({
  locale,
  reference,
  access,
}: {
  locale: Locale
  reference: string
  access: RequestAccess
}) {
  const t = await getTranslations('dataPackage.own')
  const words = requestErrorWords(locale)
  if (access.by === 'session')
    return (
      <Notice tone="due" word={t('stale')}>
        <p className="mb-4">{t('staleText')}</p>
        <PressForm
          action={signInForCopy}
          fields={{ reference }}
          words={words}
          texts={{ press: t('signIn'), pressing: t('signingIn') }}
        />
      </Notice>
    )
  const asking = await getTranslations('requestForm')
  return (
    <Notice tone="due" word={t('staleCode')}>
      <p className="mb-4">{t('staleCodeText')}</p>
      <AskForm
        action={askForCode}
        reference={reference}
        texts={{
          ...pickTexts(asking, ['sending']),
          email: asking('ask.email'),
          emailHint: asking('ask.emailHint'),
          button: asking('ask.button'),
        }}
        words={words}
      />
    </Notice>
  )
}

async function Contents({ locale, shown }: { locale: Locale; shown: PackagePreview }) {
  const t = await getTranslations('dataPackage')
  const held = shown.items.filter(isListed)
  return (
    <ul className="max-w-measure border-b border-rule">
      {held.map(({ item, state, records, note }) => (
        <li
          key={item.id}
          className="flex flex-wrap justify-between gap-x-6 border-t border-rule py-2 tabular-nums"
        >
          <span>{itemTitle(locale, item)}</span>
          <span className="text-small text-soft">
            {state === 'included' ? t('file.records', { count: records }) : t(`file.states.${state}`)}
            {note === null ? null : `: ${note}`}
          </span>
        </li>
      ))}
    </ul>
  )
}
