import { SourceChange } from '#components/requests/source-change.tsx'
import { Section } from '#components/ui/section.tsx'
import type { Context } from '#domain/access/context.ts'
import { readChanges } from '#domain/fulfilment/changes/read-changes.ts'
import { translator } from '#i18n/translator.ts'

type Props = { ctx: Context; reference: string; kind: string }

/** What each system changed for a correction or a restriction, for the person. */
export async function ChangesSection({ ctx, reference, kind }: Props) {
  const isCorrection = kind === 'rectification'
  if (!isCorrection && !kind.startsWith('restriction/')) return null
  const changes = await readChanges(ctx, reference)
  if (changes.length === 0) return null
  const t = translator(ctx.locale, 'changes')
  return (
    <Section title={t(isCorrection ? 'run.correct' : 'run.restrict')} note={t('run.note')} id="changes">
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
