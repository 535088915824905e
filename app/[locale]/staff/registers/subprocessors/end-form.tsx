'use client'

import { type ErrorWords, type FormAction, typedIn } from '#components/form/action-state.ts'
import { errorOf, FormTrouble } from '#components/form/form-trouble.tsx'
import { HiddenFields } from '#components/form/hidden-fields.tsx'
import { TextField } from '#components/form/text-field.tsx'
import { useActionForm } from '#components/form/use-action-form.ts'
import { Button } from '#components/ui/button.tsx'

type Props = {
  action: FormAction
  subprocessorId: string
  today: string
  texts: { effectiveOn: string; press: string; pressing: string }
  words: ErrorWords
  signInPath: string
}

/** From which day a subprocessor gets no data. */
export function EndForm({ action, subprocessorId, today, texts, words, signInPath }: Props) {
  const form = useActionForm(action)
  const { state } = form
  return (
    <form action={form.action} onSubmit={form.onSubmit} noValidate className="space-y-4">
      <HiddenFields fields={{ subprocessorId }} />
      <FormTrouble
        state={state}
        words={words}
        labels={{ effectiveOn: texts.effectiveOn }}
        signInPath={signInPath}
      />
      <TextField
        compact
        id="end-effectiveOn"
        name="effectiveOn"
        type="date"
        label={texts.effectiveOn}
        defaultValue={typedIn(state).effectiveOn ?? today}
        error={errorOf(state, words, 'effectiveOn')}
      />
      <Button look="plain" aria-disabled={form.pending}>
        {form.pending ? texts.pressing : texts.press}
      </Button>
    </form>
  )
}
