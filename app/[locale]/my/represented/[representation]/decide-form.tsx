'use client'

import type { ErrorWords, FormAction } from '#components/form/action-state.ts'
import { FormTrouble } from '#components/form/form-trouble.tsx'
import { HiddenFields } from '#components/form/hidden-fields.tsx'
import { useActionForm } from '#components/form/use-action-form.ts'
import { Button } from '#components/ui/button.tsx'

type Press = { decision: 'granted' | 'withdrawn'; word: string; label: string }

type Props = {
  action: FormAction
  fields: Record<string, string | number>
  /** The same weight for each. */
  presses: readonly Press[]
  sending: string
  words: ErrorWords
  signInPath: string
}

export function DecideForm({ action, fields, presses, sending, words, signInPath }: Props) {
  const form = useActionForm(action)
  return (
    <form action={form.action} onSubmit={form.onSubmit} noValidate>
      <HiddenFields fields={fields} />
      <FormTrouble state={form.state} words={words} signInPath={signInPath} />
      <div className="grid max-w-[30rem] grid-cols-[repeat(auto-fit,minmax(11rem,1fr))] gap-3">
        {presses.map(({ decision, word, label }) => (
          <Button
            key={decision}
            look="plain"
            name="decision"
            value={decision}
            aria-label={label}
            aria-disabled={form.pending}
          >
            {word}
          </Button>
        ))}
      </div>
      <p role="status" className="mt-1 min-h-6 text-small text-soft">
        {form.pending ? sending : null}
      </p>
    </form>
  )
}
