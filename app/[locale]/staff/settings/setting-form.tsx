'use client'

import type { ErrorWords, FormAction } from '#components/form/action-state.ts'
import { errorOf, FormTrouble } from '#components/form/form-trouble.tsx'
import { type Option, RadioField } from '#components/form/radio-field.tsx'
import { useActionForm } from '#components/form/use-action-form.ts'
import { Button } from '#components/ui/button.tsx'

type Props = {
  action: FormAction<{ changed: boolean }>
  name: 'deciders' | 'passkeys'
  stands: string
  options: readonly Option[]
  texts: { label: string; save: string; saving: string }
  words: ErrorWords
  signInPath: string
}

/** A setting of which one of two holds. */
export function SettingForm({ action, name, stands, options, texts, words, signInPath }: Props) {
  const form = useActionForm(action)
  const { state } = form
  return (
    <form action={form.action} onSubmit={form.onSubmit} noValidate>
      <FormTrouble state={state} words={words} labels={{ [name]: texts.label }} signInPath={signInPath} />
      <RadioField
        name={name}
        label={texts.label}
        options={options}
        chosen={stands}
        error={errorOf(state, words, name)}
      />
      <div className="mt-5">
        <Button aria-disabled={form.pending}>{form.pending ? texts.saving : texts.save}</Button>
      </div>
    </form>
  )
}
