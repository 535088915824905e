import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { MarkedWords } from '#components/policy/marked-words.tsx'
import { StaffTitle } from '#components/staff/staff-title.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { isAllowed } from '#domain/access/permissions.ts'
import { whyProposed } from '#domain/policy/drafts/proposed-texts.ts'
import { readDraft } from '#domain/policy/drafts/read-draft.ts'
import { markWords } from '#domain/policy/rules/compare-texts.ts'
import { itemsOfTexts } from '#domain/policy/rules/draft.ts'
import { longMoment } from '#i18n/dates.ts'
import { locales } from '#i18n/locales.ts'
import { pickTexts } from '#i18n/pick-texts.ts'
import { localeOf } from '../../../../_server/session/request-context.ts'
import { staffContext } from '../../../../_server/session/staff-context.ts'
import { saveWords } from '../actions.ts'
import { draftErrors, editPath, itemTitle, policyPath, signInPath } from '../draft-texts.ts'
import { PieceForm } from '../piece-form.tsx'

type Props = {
  params: Promise<{ locale: string }>
  searchParams: Promise<{ item?: string | string[]; done?: string | string[] }>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: localeOf((await params).locale), namespace: 'policyDraft' })
  return { title: t('edit.pageTitle') }
}

/** One piece of the draft in three languages, and how it differs from the version in force. */
export default async function EditPiece({ params, searchParams }: Props) {
  const locale = localeOf((await params).locale)
  const { item: given, done } = await searchParams
  const item = typeof given === 'string' ? given : ''
  const ctx = await staffContext(locale, editPath(locale, item), 'policy-drafts.read')
  const draft = await readDraft(ctx)
  const piece = draft?.items.find((one) => one.item === item)
  if (!draft || !piece) notFound()
  const t = await getTranslations('policyDraft')
  const at = draft.items.indexOf(piece)
  const next = draft.items[at + 1]
  const before = itemsOfTexts(draft.before).find((one) => one.item === item)
  const hasBody = !item.startsWith('part:')
  const mayEdit = isAllowed(ctx.actor, 'policy-drafts.edit') && draft.facts.status === 'draft'
  const why = draft.facts.origin === 'proposal' ? whyProposed(locale, item) : null
  const by = piece.changedBy === null ? t('origin.command') : draft.names.get(piece.changedBy)
  return (
    <>
      <StaffTitle
        above={<a href={`${policyPath(locale)}#pieces`}>{t('edit.back')}</a>}
        meta={t('edit.changed', { time: longMoment(locale, piece.changedAt.toISOString()), name: by ?? '' })}
        actions={next ? <a href={editPath(locale, next.item)}>{t('edit.next')}</a> : null}
      >
        {itemTitle(locale, piece)}
      </StaffTitle>
      {done ? <Notice tone="kept" role="status" word={t('edit.saved')} className="mb-6" /> : null}
      {why ? (
        <Notice word={t('proposal.why')} className="mb-6">
          {why}
        </Notice>
      ) : null}
      {mayEdit ? (
        <>
          <PieceForm
            key={piece.revision}
            action={saveWords}
            item={item}
            revision={piece.revision}
            hasBody={hasBody}
            languages={locales.map((one) => ({
              locale: one,
              name: t(`languages.${one}`),
              ...piece.texts[one],
            }))}
            texts={pickTexts(t, ['edit.title', 'edit.body', 'edit.bodyHint', 'edit.save', 'edit.saving'])}
            words={draftErrors(locale)}
            signInPath={signInPath(locale, editPath(locale, item))}
            unsentOwner={ctx.actor.staffId}
          />
          <p className="mt-3 text-small">
            <a href={editPath(locale, item)} target="_blank" rel="noopener">
              {t('edit.another')}
            </a>
          </p>
        </>
      ) : null}
      <section className="mt-10" aria-labelledby="compared">
        <h2 id="compared" className="font-ui text-body tracking-normal">
          {t('edit.compared', { version: draft.beforeVersion })}
        </h2>
        <div className="mt-3 grid gap-x-6 gap-y-6 lg:grid-cols-3">
          {locales.map((one) => {
            const was = before?.texts[one] ?? { title: '', body: '' }
            const is = piece.texts[one]
            return (
              <div key={one} lang={one} className="min-w-0">
                <p className="font-semibold">
                  <MarkedWords marks={markWords(was.title, is.title, one)} />
                </p>
                {hasBody ? (
                  <p className="mt-1 font-read leading-[1.6] whitespace-pre-line">
                    <MarkedWords marks={markWords(was.body, is.body, one)} />
                  </p>
                ) : null}
              </div>
            )
          })}
        </div>
      </section>
    </>
  )
}
