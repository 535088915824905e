import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { filesTexts, requestErrorWords } from '#components/requests/form-texts.ts'
import { FactList } from '#components/ui/fact-list.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { PageTitle } from '#components/ui/page-title.tsx'
import { Section } from '#components/ui/section.tsx'
import { readCorrectable } from '#domain/fulfilment/changes/file-correction.ts'
import { readDeadlines } from '#domain/requests/view/read-deadlines.ts'
import { fieldTitle, itemTitle, sourceTitle } from '#i18n/data-map-texts.ts'
import { messages } from '#i18n/messages.ts'
import { pickTexts } from '#i18n/pick-texts.ts'
import { newId } from '#platform/ids.ts'
import { localeOf, subjectContext } from '../../../../_server/session/request-context.ts'
import { BeforeFiling } from '../../../requests/new/[right]/form/before-filing.tsx'
import { valueInWords } from '../shown-data.ts'
import { fixValue } from './actions.ts'
import { FixForm } from './fix-form.tsx'

type Props = {
  params: Promise<{ locale: string }>
  searchParams: Promise<{ record?: string | string[]; field?: string | string[] }>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: localeOf((await params).locale), namespace: 'changes.fix' })
  return { title: t('title'), robots: { index: false } }
}

export default async function FixPage({ params, searchParams }: Props) {
  const locale = localeOf((await params).locale)
  const ctx = await subjectContext(locale, `/${locale}/my/data`)
  const given = await searchParams
  const record = typeof given.record === 'string' ? given.record : ''
  const field = typeof given.field === 'string' ? given.field : ''
  const found = await readCorrectable(ctx, ctx.actor.subjectId, { record, field })
  const t = await getTranslations('changes.fix')
  const form = await getTranslations('requestForm')
  const own = await getTranslations('ownData')
  const back = <a href={`/${locale}/my/data`}>{t('back')}</a>
  if (!found)
    return (
      <>
        <PageTitle beside={back}>{t('title')}</PageTitle>
        <div className="sheet pb-10">
          <div />
          <Notice tone="due" word={t('gone')}>
            {t('goneText')}
          </Notice>
        </div>
      </>
    )
  const [deadlines = []] = await readDeadlines(ctx, [{ kind: 'rectification', receivedAt: ctx.clock.now() }])
  const languages = messages[locale].common.languages
  return (
    <>
      <PageTitle lead={t('lead')} beside={back}>
        {t('title')}
      </PageTitle>
      <Section title={t('what')}>
        <FactList
          facts={[
            { term: own('source'), value: sourceTitle(locale, found.item.source) },
            { term: t('record'), value: itemTitle(locale, found.item) },
            { term: t('field'), value: fieldTitle(locale, found.field) },
            { term: t('held'), value: valueInWords(found.item, found.field, found.held, locale) },
          ]}
        />
      </Section>
      <Section title={form('before')} note={form('beforeNote')}>
        <BeforeFiling
          locale={locale}
          comes={messages[locale].requests.rights.rectification.get}
          deadlines={deadlines}
          chooses={false}
          noReason={false}
        />
      </Section>
      <Section title={form('formTitle')} id="form">
        <FixForm
          action={fixValue}
          named={{ record, field, idempotencyKey: newId() }}
          kind={{ kind: found.field.kind, profile: found.field.profile }}
          options={
            found.field.profile === 'locale'
              ? Object.entries(languages).map(([value, word]) => ({ value, word }))
              : found.field.kind === 'yes-no'
                ? [
                    { value: 'yes', word: own('yes') },
                    { value: 'no', word: own('no') },
                  ]
                : null
          }
          texts={{
            ...pickTexts(t, ['value', 'numberHint', 'choose', 'proofHint']),
            send: form('send'),
            sending: form('sending'),
            files: { ...filesTexts(locale) },
          }}
          words={{ ...requestErrorWords(locale), ...messages[locale].changes.errors }}
          signInPath={`/${locale}/sign-in`}
        />
      </Section>
    </>
  )
}
