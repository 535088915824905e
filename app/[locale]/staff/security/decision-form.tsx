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
  hidden: { period: string; staffId: string; role: string }
  options: readonly { value: string; word: string }[]
  texts: { decision: string; reason: string; save: string; saving: string }
  words: ErrorWords
  signInPath: string
  unsentOwner: string
}

/** Whether a role is still needed, and why. */
export function DecisionForm({ action, hidden, options, texts, words, signInPath, unsentOwner }: Props) {
  const form = useActionForm(action)
  const { state } = form
  const typed = typedIn(state)
  const name = `${hidden.staffId}-${hidden.role}`
  return (
    <form action={form.action} onSubmit={form.onSubmit} noValidate className="mt-3 space-y-3">
      <HiddenFields fields={hidden} />
      <FormTrouble state={state} words={words} signInPath={signInPath} />
      <UnsentText
        name={{ form: `access-review/${hidden.period}/${name}`, owner: unsentOwner }}
        words={words}
        warns
      />
      <RadioField
        inline
        id={`decision-${name}`}
        name="decision"
        label={texts.decision}
        options={options}
        chosen={typed.decision}
        error={errorOf(state, words, 'decision')}
      />
      <TextArea
        compact
        id={`reason-${name}`}
        name="reason"
        label={texts.reason}
        defaultValue={typed.reason}
        limit={{ max: 1000, words }}
        rows={2}
        error={errorOf(state, words, 'reason')}
      />
      <Button look="plain" className={small} aria-disabled={form.pending}>
        {form.pending ? texts.saving : texts.save}
      </Button>
    </form>
  )
}
