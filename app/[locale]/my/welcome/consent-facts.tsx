import { FactList } from '#components/ui/fact-list.tsx'
import type { Context } from '#domain/access/context.ts'
import type { Words } from '#domain/consent/texts/consent-texts.ts'
import { readOperator } from '#domain/policy/operator/operator.ts'
import { translator } from '#i18n/translator.ts'

type Props = {
  ctx: Context
  words: Words
  policyVersion: number
  /** Whose consent it is. */
  subject: string | null | undefined
}

/** Everything that Art. 8(4) of Law 94-V requires a consent to state, and the rights of the person. */
export function ConsentFacts({ ctx, words, policyVersion, subject }: Props) {
  const { locale } = ctx
  const t = translator(locale, 'welcome')
  const operator = readOperator(ctx.services.env)
  return (
    <FactList
      facts={[
        {
          term: t('operator'),
          value: operator.name[locale],
          note: `${t('bin', { bin: operator.bin })} · ${operator.address[locale]}`,
        },
        ...(subject ? [{ term: t('subject'), value: subject }] : []),
        { term: t('data'), value: words.data },
        { term: t('term'), value: words.term },
        { term: t('retention'), value: words.retention },
        { term: t('thirdParties'), value: words.recipients },
        { term: t('crossBorder'), value: words.crossBorder },
        { term: t('publication'), value: words.publication },
        { term: t('withdrawal'), value: `${words.withdrawal} ${words.stops}` },
        {
          term: t('rights'),
          value: words.rights,
          note: <a href={`/${locale}/policy`}>{t('policy', { version: policyVersion })}</a>,
        },
      ]}
    />
  )
}
