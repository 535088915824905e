import { getTranslations } from 'next-intl/server'
import { Section } from '#components/ui/section.tsx'
import { whyProposed } from '#domain/policy/drafts/proposed-texts.ts'
import type { Draft } from '#domain/policy/drafts/read-draft.ts'
import { itemsOfTexts } from '#domain/policy/rules/draft.ts'
import { locales } from '#i18n/locales.ts'
import type { StaffContext } from '../../../_server/session/staff-context.ts'
import { editPath, itemTitle } from './draft-texts.ts'

/** The pieces of the document in its order, each with what it differs in. */
export async function DraftPieces({ ctx: { locale }, draft }: { ctx: StaffContext; draft: Draft }) {
  const t = await getTranslations('policyDraft')
  const before = new Map(itemsOfTexts(draft.before).map((one) => [one.item, one.texts]))
  return (
    <Section id="pieces" title={t('pieces.title')} note={t('pieces.note')}>
      <ol className="gap-x-8 sm:columns-2">
        {draft.items.map((piece) => {
          const was = before.get(piece.item)
          const changed = locales.filter(
            (one) => was?.[one].title !== piece.texts[one].title || was[one].body !== piece.texts[one].body,
          )
          const why = draft.facts.origin === 'proposal' ? whyProposed(locale, piece.item) : null
          const isPart = piece.item.startsWith('part:')
          return (
            <li
              key={piece.item}
              className={`break-inside-avoid border-t border-rule py-1 ${isPart ? 'break-after-avoid' : ''}`}
            >
              <a
                className={`inline-flex min-h-10 items-center ${isPart ? 'font-semibold' : ''}`}
                href={editPath(locale, piece.item)}
              >
                {itemTitle(locale, piece)}
              </a>
              {why ? <p className="mb-2 text-small text-soft">{why}</p> : null}
              {changed.length > 0 ? (
                <span className="ml-2 text-small font-semibold">
                  {was ? t('pieces.changed', { languages: changed.join(', ') }) : t('pieces.added')}
                </span>
              ) : null}
            </li>
          )
        })}
      </ol>
    </Section>
  )
}
