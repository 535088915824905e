import { getTranslations } from 'next-intl/server'
import { PressForm } from '#components/form/press-form.tsx'
import { Section } from '#components/ui/section.tsx'
import { summaryLook } from '#components/ui/summary-look.ts'
import { isAllowed } from '#domain/access/permissions.ts'
import type { Draft } from '#domain/policy/drafts/read-draft.ts'
import { documentItem, itemsOfTexts } from '#domain/policy/rules/draft.ts'
import { canRemove, movedPiece } from '#domain/policy/rules/draft-structure.ts'
import type { StaffContext } from '../../../_server/session/staff-context.ts'
import { movePolicyPiece, removePolicyPiece, restorePolicyPiece } from './actions.ts'
import { draftErrors, itemTitle, policyPath, signInPath } from './draft-texts.ts'

type Props = { ctx: StaffContext; draft: Draft; open: boolean }

/** The order of parts and clauses: move, remove, add, put back. */
export async function DraftStructure({ ctx, draft, open }: Props) {
  const { locale } = ctx
  const t = await getTranslations('policyDraft')
  if (!isAllowed(ctx.actor, 'policy-drafts.edit') || draft.facts.status !== 'draft') return null
  const order = draft.items.map(({ item }) => item)
  const gone = itemsOfTexts(draft.before).filter(({ item }) => !order.includes(item))
  const way = { words: draftErrors(locale), signInPath: signInPath(locale), look: 'text' as const }
  const texts = (press: string) => ({ press, pressing: t('press.pressing') })
  return (
    <Section id="structure" title={t('structure.title')} note={t('structure.note')}>
      <p className="mb-2 flex flex-wrap gap-x-6">
        <a className="inline-flex min-h-10 items-center" href={policyPath(locale, '/add?kind=clause')}>
          {t('structure.addClause')}
        </a>
        <a className="inline-flex min-h-10 items-center" href={policyPath(locale, '/add?kind=part')}>
          {t('structure.addPart')}
        </a>
      </p>
      <details open={open}>
        <summary className={`${summaryLook} py-2.5 text-small`}>{t('structure.order')}</summary>
        <ol>
          {draft.items
            .filter(({ item }) => item !== documentItem)
            .map((piece) => {
              const { item } = piece
              const title = itemTitle(locale, piece) || item
              return (
                <li
                  key={item}
                  className="flex flex-wrap items-center justify-between gap-x-6 border-t border-rule py-1"
                >
                  <span className={item.startsWith('part:') ? 'font-semibold' : 'pl-4'}>{title}</span>
                  <span className="flex flex-wrap gap-x-4">
                    {(['up', 'down'] as const).map((to) =>
                      movedPiece(order, item, to) ? (
                        <PressForm
                          key={to}
                          action={movePolicyPiece}
                          fields={{ item, to }}
                          label={`${t(`structure.${to}`)}: ${title}`}
                          texts={texts(t(`structure.${to}`))}
                          {...way}
                        />
                      ) : null,
                    )}
                    {canRemove(order, item) ? (
                      <PressForm
                        action={removePolicyPiece}
                        fields={{ item }}
                        label={`${t('structure.remove')}: ${title}`}
                        texts={texts(t('structure.remove'))}
                        {...way}
                      />
                    ) : null}
                  </span>
                </li>
              )
            })}
        </ol>
      </details>
      {gone.length > 0 ? (
        <>
          <h3 className="mt-6 font-ui text-body tracking-normal">{t('structure.gone')}</h3>
          <ul>
            {gone.map(({ item, texts: was }) => (
              <li
                key={item}
                className="flex flex-wrap items-center justify-between gap-x-6 border-t border-rule py-1 first:border-t-0"
              >
                <span>{was[locale].title}</span>
                <PressForm
                  action={restorePolicyPiece}
                  fields={{ item }}
                  label={`${t('structure.restore')}: ${was[locale].title}`}
                  texts={texts(t('structure.restore'))}
                  {...way}
                />
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </Section>
  )
}
