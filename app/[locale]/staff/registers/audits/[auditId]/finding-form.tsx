'use client'

import { type ErrorWords, type FormAction, typedIn } from '#components/form/action-state.ts'
import { errorOf, FormTrouble } from '#components/form/form-trouble.tsx'
import { HiddenFields } from '#components/form/hidden-fields.tsx'
import { SelectField } from '#components/form/select-field.tsx'
import { TextField } from '#components/form/text-field.tsx'
import { useActionForm } from '#components/form/use-action-form.ts'
import { Button } from '#components/ui/button.tsx'

type Option = { value: string; word: string }
type Texts = Record<'finding' | 'severity' | 'owner' | 'dueOn' | 'add' | 'saving', string>
type Props = {
  action: FormAction
  auditId: string
  severities: readonly Option[]
  owners: readonly Option[]
  texts: Texts
  words: ErrorWords
  signInPath: string
}

/** A vulnerability, who sees to it and by when. */
export function FindingForm({ action, auditId, severities, owners, texts, words, signInPath }: Props) {
  const form = useActionForm(action)
  const { state } = form
  const typed = typedIn(state)
  const error = (field: string) => errorOf(state, words, field)
  return (
    <form action={form.action} onSubmit={form.onSubmit} noValidate className="space-y-4">
      <HiddenFields fields={{ auditId }} />
      <FormTrouble
        state={state}
        words={words}
        labels={{ title: texts.finding, severity: texts.severity, ownerId: texts.owner, dueOn: texts.dueOn }}
        signInPath={signInPath}
      />
      <TextField
        compact
        name="title"
        autoComplete="off"
        label={texts.finding}
        defaultValue={typed.title}
        error={error('title')}
      />
      <div className="flex flex-wrap items-start gap-x-6 gap-y-4">
        <SelectField
          name="severity"
          label={texts.severity}
          options={severities}
          defaultValue={typed.severity ?? 'medium'}
          error={error('severity')}
        />
        <SelectField
          name="ownerId"
          label={texts.owner}
          options={owners}
          defaultValue={typed.ownerId}
          error={error('ownerId')}
        />
        <TextField
          compact
          name="dueOn"
          type="date"
          label={texts.dueOn}
          defaultValue={typed.dueOn}
          error={error('dueOn')}
        />
      </div>
      <Button look="plain" aria-disabled={form.pending}>
        {form.pending ? texts.saving : texts.add}
      </Button>
    </form>
  )
}
