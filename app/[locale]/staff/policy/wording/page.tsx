import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { PressForm } from '#components/form/press-form.tsx'
import { StaffTitle } from '#components/staff/staff-title.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { summaryLook } from '#components/ui/summary-look.ts'
import { isAllowed } from '#domain/access/permissions.ts'
import { isOperatorPurpose } from '#domain/consent/rules/catalogue.ts'
import { readWordings } from '#domain/consent/wording/read-wordings.ts'
import { fieldsOf, wordingName } from '#domain/consent/wording/wordings.ts'
import { readDraft } from '#domain/policy/drafts/read-draft.ts'
import { longMoment } from '#i18n/dates.ts'
import { locales } from '#i18n/locales.ts'
import { pickTexts } from '#i18n/pick-texts.ts'
import { localeOf } from '../../../../_server/session/request-context.ts'
import { staffContext } from '../../../../_server/session/staff-context.ts'
import { ComparedWords, inForceOf } from '../compared-wordings.tsx'
import { draftErrors, policyPath, signInPath, wordingPath } from '../draft-texts.ts'
import { purposeFactTexts } from '../fact-texts.ts'
import { WordingForm } from '../wording-form.tsx'
import { keepWords, retireWords, savePurpose, savePurposeOfOperator, saveTopic } from './actions.ts'

type Props = {
  params: Promise<{ locale: string }>
  searchParams: Promise<{ of?: string | string[]; done?: string | string[] }>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: localeOf((await params).locale), namespace: 'policyDraft' })
  return { title: t('wordings.edit') }
}

/** The words of one purpose or topic in three languages, as the draft has them, and how they differ from those in force. */
export default async function EditWording({ params, searchParams }: Props) {
  const locale = localeOf((await params).locale)
  const { of: given, done } = await searchParams
  const name = typeof given === 'string' ? given : ''
  const here = wordingPath(locale, name)
  const ctx = await staffContext(locale, here, 'policy-drafts.read')
  const draft = await readDraft(ctx)
  const before = inForceOf(await readWordings(ctx), name)
  const written = draft?.facts.wordings.find((one) => wordingName(one) === name)
  const about = written ?? before
  if (!draft || !about) notFound()
  const t = await getTranslations('policyDraft')
  const { purpose, topic } = about
  const isRetired = written?.change === 'retire'
  const isOwn = topic === '' && isOperatorPurpose(purpose)
  const kind = isOwn ? 'purpose' : 'topic'
  const heldFacts = written && !isRetired ? written.facts : (before?.facts ?? null)
  const texts = written && !isRetired ? written.texts : (before?.texts ?? about.texts)
  const mayEdit = isAllowed(ctx.actor, 'policy-drafts.edit') && draft.facts.status === 'draft'
  const way = { words: draftErrors(locale), signInPath: signInPath(locale, here) }
  const press = (word: string) => ({ press: word, pressing: t('press.pressing') })
  const changed = written
    ? t('edit.changed', {
        time: longMoment(locale, written.changedAt),
        name: draft.names.get(written.changedBy) ?? '',
      })
    : null
  return (
    <>
      <StaffTitle
        above={<a href={`${policyPath(locale)}#wordings`}>{t('edit.back')}</a>}
        meta={
          <>
            <code>{name}</code>
            {changed ? ` · ${changed}` : null}
          </>
        }
      >
        {texts[locale].title || name}
      </StaffTitle>
      {done ? <Notice tone="kept" role="status" word={t('done.wordings')} className="mb-6" /> : null}
      {isRetired ? (
        <Notice tone="due" word={t('wordings.retired')} className="mb-6">
          {t(`wordings.retiredText.${kind}`)}
        </Notice>
      ) : null}
      {mayEdit && !isRetired ? (
        <WordingForm
          key={written?.revision ?? 0}
          action={isOwn ? savePurposeOfOperator : topic === '' ? savePurpose : saveTopic}
          name={name}
          hidden={{
            revision: written?.revision ?? 0,
            ...(topic === '' ? { purpose } : { topic }),
          }}
          {...(isOwn && { facts: purposeFactTexts(locale, heldFacts) })}
          fields={fieldsOf(topic).map((one) => ({ name: one, label: t(`wordings.fields.${one}`) }))}
          languages={locales.map((one) => ({
            locale: one,
            name: t(`languages.${one}`),
            words: texts[one],
          }))}
          texts={pickTexts(t, ['edit.save', 'edit.saving'])}
          unsentOwner={ctx.actor.staffId}
          {...way}
        />
      ) : null}
      {mayEdit ? (
        <div className="mt-6 flex flex-wrap items-start gap-4">
          {written && written.change !== 'add' ? (
            <PressForm
              action={keepWords}
              fields={{ purpose, topic }}
              look="plain"
              texts={press(t('wordings.keep'))}
              {...way}
            />
          ) : null}
          {(topic !== '' || isOwn) && !isRetired ? (
            <details>
              <summary className={`${summaryLook} py-2.5 text-small`}>
                {t(`wordings.retireOpen.${kind}`)}
              </summary>
              <p className="mb-3 max-w-measure text-small">
                {t(written?.change === 'add' ? 'wordings.dropText' : `wordings.retireText.${kind}`)}
              </p>
              <PressForm
                action={retireWords}
                fields={{ purpose, topic }}
                look="plain"
                texts={press(t(written?.change === 'add' ? 'wordings.drop' : `wordings.retire.${kind}`))}
                {...way}
              />
            </details>
          ) : null}
        </div>
      ) : null}
      <section className="mt-10" aria-labelledby="compared">
        <h2 id="compared" className="font-ui text-body tracking-normal">
          {t('edit.compared', { version: draft.beforeVersion })}
        </h2>
        <div className="mt-3 grid gap-x-6 gap-y-6 lg:grid-cols-3">
          {locales.map((one) => (
            <ComparedWords
              key={one}
              topic={topic}
              locale={one}
              before={before && { texts: before.texts, facts: before.facts }}
              after={{ texts, facts: heldFacts }}
            />
          ))}
        </div>
      </section>
    </>
  )
}
