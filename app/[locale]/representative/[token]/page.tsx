import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { errorWords } from '#components/form/form-texts.ts'
import { ButtonLink } from '#components/ui/button.tsx'
import { PageTitle } from '#components/ui/page-title.tsx'
import { representativeCapacities } from '#db/schema/people-codes.ts'
import { readRepresentativeLink } from '#domain/people/minors/prove-representative.ts'
import { localeOf, visitorContext } from '../../../_server/session/request-context.ts'
import { confirmRepresentative } from '../actions.ts'
import { ConfirmForm } from './confirm-form.tsx'

type Props = { params: Promise<{ locale: string; token: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: localeOf((await params).locale), namespace: 'guardians' })
  return { title: t('link.title'), robots: { index: false } }
}

/** Only shows: programs that check mail open every link. The form confirms. */
export default async function RepresentativeLink({ params }: Props) {
  const { locale: given, token } = await params
  const locale = localeOf(given)
  const ctx = await visitorContext(locale)
  if (!ctx.services.env.guardians) notFound()
  const t = await getTranslations('guardians')
  const link = await readRepresentativeLink(ctx, token)
  if (link.state !== 'open')
    return (
      <>
        <PageTitle lead={t(`link.${link.state}`)}>{t('link.deadTitle')}</PageTitle>
        <div className="sheet">
          <div />
          <p>
            <ButtonLink href={`/${locale}/sign-in`}>{t('link.signIn')}</ButtonLink>
          </p>
        </div>
      </>
    )
  const { minorName: name, fullName, band } = link
  const other = band === 'under-14' ? 'trustee' : 'guardian'
  return (
    <>
      <PageTitle lead={name ? t('link.lead', { name }) : t('link.leadNoName')}>{t('link.title')}</PageTitle>
      <div className="sheet">
        <div />
        <div>
          <p className="max-w-measure">{t('link.what')}</p>
          <p className="mt-2 mb-8 max-w-measure text-soft">
            {t('link.kept')} {t('link.notYou')}
          </p>
          <ConfirmForm
            action={confirmRepresentative}
            token={token}
            fullName={fullName}
            capacities={representativeCapacities
              .filter((capacity) => capacity !== other)
              .map((value) => ({ value, word: t(`capacities.${value}`) }))}
            texts={{
              fullName: t('link.fullName'),
              fullNameHint: t('link.fullNameHint'),
              capacity: t('link.capacity'),
              confirmed: t('link.confirmed'),
              confirmedLabel: t('link.confirmedLabel'),
              button: t('link.button'),
              sending: t('link.sending'),
            }}
            words={errorWords(locale)}
          />
        </div>
      </div>
    </>
  )
}
