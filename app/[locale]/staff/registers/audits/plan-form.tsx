'use client'

import { type ErrorWords, type FormAction, typedIn } from '#components/form/action-state.ts'
import { errorOf, FormTrouble } from '#components/form/form-trouble.tsx'
import { RadioField } from '#components/form/radio-field.tsx'
import { TextArea } from '#components/form/text-area.tsx'
import { TextField } from '#components/form/text-field.tsx'
import { UnsentText } from '#components/form/unsent-text.tsx'
import { useActionForm } from '#components/form/use-action-form.ts'
import { Button } from '#components/ui/button.tsx'
import { SCOPE_MAX } from '#domain/assurance/rules/audit-schemas.ts'

type Texts = Record<
  'kind' | 'scope' | 'scopeHint' | 'performer' | 'performerHint' | 'plannedOn' | 'save' | 'saving',
  string
>
type Props = {
  action: FormAction<{ auditId: string }>
  kinds: readonly { value: string; word: string }[]
  texts: Texts
  words: ErrorWords
  signInPath: string
  unsentOwner: string
}

/** What is to be checked, who does it and when. */
export function PlanForm({ action, kinds, texts, words, signInPath, unsentOwner }: Props) {
  const form = useActionForm(action)
  const { state } = form
  const typed = typedIn(state)
  const error = (field: string) => errorOf(state, words, field)
  return (
    <form action={form.action} onSubmit={form.onSubmit} noValidate className="space-y-4">
      <FormTrouble state={state} words={words} labels={texts} signInPath={signInPath} />
      <UnsentText name={{ form: 'audits/plan', owner: unsentOwner }} words={words} warns />
      <RadioField name="kind" label={texts.kind} options={kinds} chosen={typed.kind} error={error('kind')} />
      <TextArea
        compact
        name="scope"
        label={texts.scope}
        hint={texts.scopeHint}
        defaultValue={typed.scope}
        limit={{ max: SCOPE_MAX, words }}
        rows={2}
        error={error('scope')}
      />
      <TextField
        compact
        name="performer"
        autoComplete="off"
        label={texts.performer}
        hint={texts.performerHint}
        defaultValue={typed.performer}
        error={error('performer')}
      />
      <TextField
        compact
        name="plannedOn"
        type="date"
        label={texts.plannedOn}
        defaultValue={typed.plannedOn}
        error={error('plannedOn')}
      />
      <Button look="plain" aria-disabled={form.pending}>
        {form.pending ? texts.saving : texts.save}
      </Button>
    </form>
  )
}
