import { ReceiptDocument } from '#components/receipt/receipt-document.tsx'
import type { OwnReceipt } from '#domain/consent/receipts/read-receipt.ts'
import { receiptEvent } from '#domain/consent/receipts/receipt-shape.ts'
import { origins } from '#domain/consent/rules/choice-schemas.ts'
import { clauseOfPurpose } from '#domain/policy/rules/clause-concerned.ts'
import { type ChoiceTitles, choiceTitle } from '#i18n/choice-title.ts'
import { longDate, longMoment } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { pickTexts } from '#i18n/pick-texts.ts'
import { translator } from '#i18n/translator.ts'
import { receiptStatusText } from '../../../_server/texts/receipt-status.ts'
import { thenAndNowPath } from '../../policy/compare-path.ts'

type Props = {
  found: OwnReceipt
  fullName: string
  /** The language of the document; the consent text keeps the language in which it was shown. */
  locale: Locale
  pageLocale: Locale
  /** What choices are called in the language of the document. */
  titles: ChoiceTitles
  /** The version of the policy in force. */
  newest: number
}

export function OwnDocument({ found, fullName, locale, pageLocale, titles, newest }: Props) {
  const { facts, standing, receipt } = found
  const { words, policy, operator } = facts
  const t = translator(locale, 'receipt')
  const of = translator(locale, 'history')
  const consent = translator(locale, 'welcome')
  const { text } = words
  const origin = origins.find((one) => one === facts.origin)
  const event = receiptEvent(facts)
  const { operator: who } = operator
  const byPerson = facts.actorKind === 'subject' || facts.actorKind === 'visitor'
  const path = `/receipts/${facts.eventId}`
  const thenAndNow = thenAndNowPath(locale, {
    version: policy.version,
    newest,
    clause: clauseOfPurpose(facts.purpose),
  })
  return (
    <ReceiptDocument
      locale={locale}
      wordsLocale={facts.locale}
      path={path}
      title={choiceTitle(locale, facts, titles)}
      event={t(`events.${event}`)}
      recordedAt={facts.recordedAt.toISOString()}
      time={longMoment(locale, facts.recordedAt)}
      notes={[
        ...(facts.givenAt ? [t('given', { at: longMoment(locale, facts.givenAt) })] : []),
        ...(facts.expiresAt ? [t('until', { day: longDate(locale, facts.expiresAt) })] : []),
      ]}
      standing={receiptStatusText(locale, event, standing)}
      words={[
        // Words that were agreed to elsewhere are one text.
        { term: of('words'), text: text.text },
        { term: t('what'), text: text.what },
        { term: t('why'), text: text.why },
        { term: consent('data'), text: text.data },
        { term: consent('term'), text: text.term },
        { term: consent('thirdParties'), text: text.recipients },
        { term: consent('crossBorder'), text: text.crossBorder },
        { term: consent('publication'), text: text.publication },
        { term: consent('withdrawal'), text: text.withdrawal },
        { term: consent('rights'), text: text.rights },
        { term: t('stops'), text: text.stops },
      ]}
      parties={[
        ...(fullName ? [{ term: consent('subject'), value: fullName }] : []),
        {
          term: consent('operator'),
          value: who.name[locale],
          note: `${consent('bin', { bin: who.bin })} · ${who.address[locale]}`,
        },
        { term: t('responsible'), value: who.responsiblePerson[locale] },
        { term: t('contact'), value: `${who.email}, ${who.phone}` },
      ]}
      record={[
        { term: of('who'), value: byPerson ? t('byPerson') : of(`actors.${actorOf(facts.actorKind)}`) },
        ...(facts.representative
          ? [
              {
                term: t('representative'),
                value: translator(locale, 'guardians')(`capacities.${facts.representative.capacity}`),
                note: t('representativeNote', { day: longDate(locale, facts.representative.verifiedAt) }),
              },
            ]
          : []),
        { term: of('where'), value: origin ? of(`origins.${origin}`) : facts.origin },
        { term: of('language'), value: of(`languages.${facts.locale}`) },
        {
          term: of('words'),
          value: words.version > 0 ? of('version', { version: words.version }) : of('elsewhere'),
          hash: words.sha256,
        },
        policy.version > 0
          ? {
              term: t('policyVersion'),
              value: of('version', { version: policy.version }),
              href: `/${locale}/policy/versions/${policy.version}`,
              ...(thenAndNow && {
                beside: { word: translator(locale, 'policy')('onDay.thenAndNow'), href: thenAndNow },
              }),
              hash: policy.sha256,
            }
          : { term: t('policyVersion'), value: of('elsewhere') },
        { term: t('number'), value: receipt.receipt_id, note: receipt['@id'], code: true },
      ]}
      texts={{
        kind: t('title'),
        inLanguage: t('in'),
        wordsTitle: t('wordsTitle'),
        wordsNote: t('wordsNote', { language: of(`languages.${facts.locale}`) }),
        partiesTitle: t('partiesTitle'),
        recordTitle: t('recordTitle'),
        zone: of('zone'),
        ...pickTexts(t, ['download', 'downloadNote', 'proof', 'proofNote', 'print', 'toHistory']),
        ...(who.sample ? { sample: t('sample') } : {}),
      }}
      historyPath={`/${pageLocale}/my/history`}
      filePath={`${path}/file`}
      proofPath={`${path}/proof`}
    />
  )
}

const actors = ['representative', 'staff', 'program', 'system'] as const
const actorOf = (kind: string) => actors.find((one) => one === kind) ?? 'system'
