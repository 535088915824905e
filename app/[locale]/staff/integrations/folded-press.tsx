import type { ReactNode } from 'react'
import type { ErrorWords, FormAction } from '#components/form/action-state.ts'
import { PressForm } from '#components/form/press-form.tsx'
import { summaryLook } from '#components/ui/summary-look.ts'

type Props<Done> = {
  action: FormAction<Done>
  fields: Record<string, string>
  /** What unfolds it, and for a screen reader of what. */
  summary: string
  label?: string
  note: ReactNode
  texts: { press: string; pressing: string }
  words: ErrorWords
  signInPath: string
}

/** A button behind a fold, for actions that must not be pressed by mistake. */
export function FoldedPress<Done>({ summary, label, note, ...form }: Props<Done>) {
  return (
    <details className="text-small">
      <summary aria-label={label} className={`${summaryLook} py-1.5`}>
        {summary}
      </summary>
      <p className="mt-1 mb-3 max-w-[22rem] text-soft">{note}</p>
      <PressForm {...form} look="plain" />
    </details>
  )
}
