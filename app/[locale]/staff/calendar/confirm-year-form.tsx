'use client'

import { type ErrorWords, type FormAction, typedIn } from '#components/form/action-state.ts'
import { errorOf, FormTrouble } from '#components/form/form-trouble.tsx'
import { HiddenFields } from '#components/form/hidden-fields.tsx'
import { TextField } from '#components/form/text-field.tsx'
import { useActionForm } from '#components/form/use-action-form.ts'
import { Button } from '#components/ui/button.tsx'

type Props = {
  action: FormAction<{ confirmed: number; moved: number }>
  year: number
  texts: { source: string; sourceHint: string; press: string; saving: string }
  words: ErrorWords
  signInPath: string
}

export function ConfirmYearForm({ action, year, texts, words, signInPath }: Props) {
  const form = useActionForm(action)
  const { state } = form
  return (
    <form action={form.action} onSubmit={form.onSubmit} noValidate>
      <HiddenFields fields={{ year: String(year) }} />
      {errorOf(state, words, 'source') ? null : (
        <FormTrouble state={state} words={words} signInPath={signInPath} />
      )}
      <TextField
        compact
        id="year-source"
        name="source"
        label={texts.source}
        hint={texts.sourceHint}
        defaultValue={typedIn(state).source}
        error={errorOf(state, words, 'source')}
        className="max-w-measure!"
      />
      <div className="mt-4">
        <Button look="plain" aria-disabled={form.pending}>
          {form.pending ? texts.saving : texts.press}
        </Button>
      </div>
    </form>
  )
}
