import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { Section } from '#components/ui/section.tsx'
import { readReceipt } from '#domain/consent/receipts/read-receipt.ts'
import { readReceiptState } from '#domain/consent/receipts/verify-receipt.ts'
import { readChoiceTitles } from '#domain/consent/texts/consent-texts.ts'
import { readProfile } from '#domain/people/subjects/profile.ts'
import { currentVersion } from '#domain/policy/versions/read-policy.ts'
import { isLocale } from '#i18n/locales.ts'
import { currentSession, localeOf, readerContext } from '../../../_server/session/request-context.ts'
import { OwnDocument } from './own-document.tsx'
import { StateOnly } from './state-only.tsx'

type Props = {
  params: Promise<{ locale: string; id: string }>
  searchParams: Promise<{ in?: string | string[] }>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: localeOf((await params).locale), namespace: 'receipt' })
  return { title: t('title'), robots: { index: false } }
}

/**
 * Its owner sees the whole receipt; everyone else sees only whether it exists and is in force, because the id is not
 * a secret.
 */
export default async function ReceiptPage({ params, searchParams }: Props) {
  const { locale: asked, id } = await params
  const locale = localeOf(asked)
  const ctx = await readerContext(locale)
  const session = await currentSession()
  const own = session ? await readReceipt(ctx, id) : null
  const inLanguage = (await searchParams).in
  const documentLocale = isLocale(inLanguage) ? inLanguage : (own?.facts.locale ?? locale)
  const t = await getTranslations('receipt')
  return (
    <>
      {own && session ? (
        <OwnDocument
          found={own}
          fullName={(await readProfile(ctx, session.subjectId))?.fullName ?? ''}
          locale={documentLocale}
          titles={await readChoiceTitles(ctx, documentLocale)}
          pageLocale={locale}
          newest={await currentVersion(ctx)}
        />
      ) : (
        <StateOnly
          locale={locale}
          id={id}
          state={await readReceiptState(ctx, id)}
          signedIn={session !== null}
        />
      )}
      <div className="print:hidden">
        <Section title={t('check.title')} id="check">
          <p className="max-w-measure">{t('verify.lead')}</p>
          <p className="mt-3">
            <a className="font-semibold" href={`/${locale}/receipts`}>
              {t('verify.link')}
            </a>
          </p>
        </Section>
      </div>
    </>
  )
}
