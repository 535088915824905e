'use client'

import { type ErrorWords, type FormAction, typedIn } from '#components/form/action-state.ts'
import { errorOf, FormTrouble } from '#components/form/form-trouble.tsx'
import { HiddenFields } from '#components/form/hidden-fields.tsx'
import { RadioField } from '#components/form/radio-field.tsx'
import { TextArea } from '#components/form/text-area.tsx'
import { UnsentText } from '#components/form/unsent-text.tsx'
import { useActionForm } from '#components/form/use-action-form.ts'
import { small } from '#components/staff/small-button.ts'
import { Button } from '#components/ui/button.tsx'

type Props = {
  action: FormAction
  alertId: string
  options: readonly { value: string; word: string }[]
  texts: { finding: string; answer: string; save: string; saving: string }
  words: ErrorWords
  signInPath: string
  unsentOwner: string
}

/** Whether the reading is explained, and how. */
export function AlertForm({ action, alertId, options, texts, words, signInPath, unsentOwner }: Props) {
  const form = useActionForm(action)
  const { state } = form
  const typed = typedIn(state)
  return (
    <form action={form.action} onSubmit={form.onSubmit} noValidate className="mt-3 space-y-3">
      <HiddenFields fields={{ alertId }} />
      <FormTrouble state={state} words={words} signInPath={signInPath} />
      <UnsentText name={{ form: `reading-alert/${alertId}`, owner: unsentOwner }} words={words} warns />
      <RadioField
        id={`finding-${alertId}`}
        name="finding"
        label={texts.finding}
        options={options}
        chosen={typed.finding}
        error={errorOf(state, words, 'finding')}
      />
      <TextArea
        compact
        id={`answer-${alertId}`}
        name="answer"
        label={texts.answer}
        defaultValue={typed.answer}
        limit={{ max: 2000, words }}
        rows={2}
        error={errorOf(state, words, 'answer')}
      />
      <Button look="plain" className={small} aria-disabled={form.pending}>
        {form.pending ? texts.saving : texts.save}
      </Button>
    </form>
  )
}
