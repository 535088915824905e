import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { errorWords } from '#components/form/form-texts.ts'
import { publicMetadata } from '#components/frame/page-metadata.ts'
import { CheckForm } from '#components/receipt/check-form.tsx'
import { FactList } from '#components/ui/fact-list.tsx'
import { PageTitle } from '#components/ui/page-title.tsx'
import { Section } from '#components/ui/section.tsx'
import { pickTexts } from '#i18n/pick-texts.ts'
import { localeOf } from '../../_server/session/request-context.ts'
import { checkReceipt } from './actions.ts'
import { verificationFacts } from './verification-facts.tsx'

type Props = { params: Promise<{ locale: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const locale = localeOf((await params).locale)
  const t = await getTranslations('receipt')
  return publicMetadata(locale, '/receipts', { title: t('check.title'), description: t('verify.lead') })
}

/** Members that no vocabulary has; a receipt names each as an anchor of this page. */
const members = [
  'sample',
  'proof',
  'sha256',
  'entity_kind',
  'signal',
  'responsible_person',
  'kazakhstan',
  'law',
  'bin',
  'third_parties',
  'cross_border',
  'cross_border_countries',
  'published',
  'consent_text',
  'text_version',
  'text_sha256',
  'operator',
  'operator_version',
  'operator_sha256',
  'representative',
  'representative_id',
  'capacity',
  'channel',
  'verified_at',
] as const

const script = readFileSync(join(process.cwd(), 'public', 'verify-receipt.mjs'), 'utf8')

/** Anybody checks a receipt here, and reads how to check one without this portal. */
export default async function ReceiptsPage({ params }: Props) {
  const locale = localeOf((await params).locale)
  const t = await getTranslations('receipt')
  return (
    <>
      <PageTitle lead={t('verify.lead')}>{t('check.title')}</PageTitle>
      <Section title={t('verify.link')} note={t('check.note')} id="check">
        <CheckForm
          action={checkReceipt}
          place={`/${locale}/receipts#check`}
          words={errorWords(locale)}
          texts={pickTexts(t, [
            'check.paste',
            'check.pasteHint',
            'check.file',
            'check.button',
            'check.checking',
          ])}
        />
      </Section>
      <Section title={t('verify.aloneTitle')} note={t('verify.aloneNote')} id="alone">
        <FactList facts={verificationFacts(locale)} />
      </Section>
      <Section title={t('verify.scriptTitle')} note={t('verify.scriptNote')} id="script">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
        <pre tabIndex={0} className="overflow-x-auto font-code text-small leading-[1.5]" lang="en">
          {script}
        </pre>
      </Section>
      <Section title={t('verify.membersTitle')} note={t('verify.membersNote')} id="members">
        <dl>
          {members.map((name) => (
            <div key={name} id={name} className="border-b border-rule py-2">
              <dt className="font-code text-small">{name}</dt>
              <dd className="text-small text-soft">{t(`verify.members.${name}`)}</dd>
            </div>
          ))}
        </dl>
      </Section>
    </>
  )
}
