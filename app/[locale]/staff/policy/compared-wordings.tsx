import { getTranslations } from 'next-intl/server'
import { MarkedWords } from '#components/policy/marked-words.tsx'
import type { PurposeFacts } from '#db/schema/purpose-codes.ts'
import { readWordings, type WordingInForce } from '#domain/consent/wording/read-wordings.ts'
import { fieldsOf, type TextsInLanguages, wordingName } from '#domain/consent/wording/wordings.ts'
import type { Draft } from '#domain/policy/drafts/read-draft.ts'
import { markWords } from '#domain/policy/rules/compare-texts.ts'
import type { Locale } from '#i18n/locales.ts'
import { operatorFacts } from '#i18n/operator-facts.ts'
import type { StaffContext } from '../../../_server/session/staff-context.ts'

type Compared = {
  topic: string
  locale: Locale
  before: Said | undefined
  after: Said
}
type Said = { texts: TextsInLanguages; facts: PurposeFacts | null }

/** The facts of a purpose of the operator, as people read them beside its words. */
const factLines = ['recipients', 'crossBorder', 'publication', 'retention'] as const
const sentencesOf = (locale: Locale, facts: PurposeFacts | null | undefined): Record<string, string> =>
  facts ? operatorFacts(locale, facts) : {}

/** The words and facts of one purpose or topic in one language, marked where they differ from those in force. */
export async function ComparedWords({ topic, locale, before, after }: Compared) {
  const t = await getTranslations('policyDraft.wordings')
  const tFacts = await getTranslations('choices')
  return (
    <dl lang={locale} className="min-w-0">
      {fieldsOf(topic).map((name) => (
        <div key={name} className="mt-2 first:mt-0">
          <dt className="text-small text-soft">{t(`fields.${name}`)}</dt>
          <dd className={name === 'title' ? 'font-semibold' : 'font-read leading-[1.6]'}>
            <MarkedWords
              marks={markWords(before?.texts[locale][name] ?? '', after.texts[locale][name] ?? '', locale)}
            />
          </dd>
        </div>
      ))}
      {(before?.facts ?? after.facts)
        ? factLines.map((name) => (
            <div key={name} className="mt-2">
              <dt className="text-small text-soft">{tFacts(name)}</dt>
              <dd className="font-read leading-[1.6]">
                <MarkedWords
                  marks={markWords(
                    sentencesOf(locale, before?.facts)[name] ?? '',
                    sentencesOf(locale, after.facts)[name] ?? '',
                    locale,
                  )}
                />
              </dd>
            </div>
          ))
        : null}
    </dl>
  )
}

export const inForceOf = (inForce: readonly WordingInForce[], name: string) =>
  inForce.find((one) => wordingName(one) === name)

/** What the draft does to purposes and topics, in the language of the page: part of what is approved with it. */
export async function ChangedWordings({ ctx, draft }: { ctx: StaffContext; draft: Draft }) {
  const { locale } = ctx
  const { wordings } = draft.facts
  if (wordings.length === 0) return null
  const t = await getTranslations('policyDraft.wordings')
  const tClass = await getTranslations('choices.messageClass')
  const inForce = await readWordings(ctx)
  return (
    <section className="sheet border-t border-rule pt-6 pb-10" aria-labelledby="changed-wordings">
      <h2 id="changed-wordings">{t('title')}</h2>
      <div>
        {wordings.map((one) => {
          const name = wordingName(one)
          const before = inForceOf(inForce, name)
          const none: Said = { texts: { kk: {}, ru: {}, en: {} }, facts: null }
          return (
            <section
              key={name}
              className="max-w-measure border-t border-rule py-5 first:border-t-0 first:pt-0"
            >
              <h3>
                {one.texts[locale].title || before?.texts[locale].title || name}{' '}
                <span className="text-small font-semibold">
                  {t(one.change === 'edit' ? 'changed' : one.change === 'add' ? 'added' : 'retired')}
                </span>
              </h3>
              <p className="mb-2 text-small text-soft">
                <code>{name}</code>
                {one.messageClass ? ` · ${tClass(one.messageClass)}` : null}
              </p>
              <ComparedWords
                topic={one.topic}
                locale={locale}
                before={before}
                after={one.change === 'retire' ? none : one}
              />
            </section>
          )
        })}
      </div>
    </section>
  )
}
