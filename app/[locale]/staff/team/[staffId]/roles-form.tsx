'use client'

import type { ErrorWords, FormAction } from '#components/form/action-state.ts'
import { CheckboxField } from '#components/form/checkbox-field.tsx'
import { errorOf, FormTrouble } from '#components/form/form-trouble.tsx'
import type { Option } from '#components/form/radio-field.tsx'
import { useActionForm } from '#components/form/use-action-form.ts'
import { Button } from '#components/ui/button.tsx'

type Props = {
  action: FormAction
  staffId: string
  roles: readonly Option[]
  held: readonly string[]
  texts: { roles: string; save: string; saving: string }
  words: ErrorWords
  signInPath: string
}

export function RolesForm({ action, staffId, roles, held, texts, words, signInPath }: Props) {
  const form = useActionForm(action)
  const { state } = form
  const isAnswered = state.status === 'invalid' || state.status === 'refused'
  return (
    <form action={form.action} onSubmit={form.onSubmit}>
      <input type="hidden" name="staffId" value={staffId} />
      <FormTrouble state={state} words={words} labels={{ roles: texts.roles }} signInPath={signInPath} />
      <CheckboxField
        label={texts.roles}
        name="roles"
        options={roles}
        chosen={isAnswered ? (state.values.roles?.split(',') ?? []) : held}
        error={errorOf(state, words, 'roles')}
      />
      <Button look="plain" aria-disabled={form.pending}>
        {form.pending ? texts.saving : texts.save}
      </Button>
    </form>
  )
}
