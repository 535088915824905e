'use client'

import { type ErrorWords, type FormAction, typedIn } from '#components/form/action-state.ts'
import { errorOf, FormTrouble } from '#components/form/form-trouble.tsx'
import { TextField } from '#components/form/text-field.tsx'
import { useActionForm } from '#components/form/use-action-form.ts'
import { Button } from '#components/ui/button.tsx'

type Props = {
  action: FormAction<{ lookupId: string }>
  texts: { label: string; hint: string; press: string; pressing: string }
  words: ErrorWords
  signInPath: string
}

export function PersonSearch({ action, texts, words, signInPath }: Props) {
  const form = useActionForm(action)
  const { state } = form
  const error = errorOf(state, words, 'search')
  return (
    <search className="block">
      <form action={form.action} onSubmit={form.onSubmit} noValidate className="space-y-4">
        {error ? null : <FormTrouble state={state} words={words} signInPath={signInPath} />}
        <TextField
          name="search"
          type="search"
          autoComplete="off"
          spellCheck={false}
          label={texts.label}
          hint={texts.hint}
          defaultValue={typedIn(state).search}
          error={error}
        />
        <Button aria-disabled={form.pending}>{form.pending ? texts.pressing : texts.press}</Button>
      </form>
    </search>
  )
}
