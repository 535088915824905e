import { changesTitle, SourceChange } from '#components/requests/source-change.tsx'
import { Section } from '#components/ui/section.tsx'
import type { Context } from '#domain/access/context.ts'
import { readChanges } from '#domain/fulfilment/changes/read-changes.ts'
import { translator } from '#i18n/translator.ts'

type Props = { ctx: Context; reference: string; kind: string }

/** What each system changed for a correction, a restriction or an objection, for the person. */
export async function ChangesSection({ ctx, reference, kind }: Props) {
  const title = changesTitle(kind)
  if (!title) return null
  const changes = await readChanges(ctx, reference)
  if (changes.length === 0) return null
  const t = translator(ctx.locale, 'changes')
  return (
    <Section title={t(`run.${title}`)} note={t('run.note')} id="changes">
      <ul className="max-w-measure">
        {changes.map((change) => (
          <li key={change.changeId} className="border-t border-rule py-3 first:border-t-0 first:pt-0">
            <SourceChange locale={ctx.locale} change={change} />
          </li>
        ))}
      </ul>
    </Section>
  )
}
