'use client'

import { type ErrorWords, type FormAction, typedIn } from '#components/form/action-state.ts'
import { errorOf, FormTrouble } from '#components/form/form-trouble.tsx'
import { TextField } from '#components/form/text-field.tsx'
import { useActionForm } from '#components/form/use-action-form.ts'
import { Button } from '#components/ui/button.tsx'

type Props = {
  action: FormAction<{ cleared: number }>
  texts: { email: string; emailHint: string; press: string; pressing: string }
  words: ErrorWords
  signInPath: string
}

export function ClearLimitsForm({ action, texts, words, signInPath }: Props) {
  const form = useActionForm(action)
  const { state } = form
  return (
    <form action={form.action} onSubmit={form.onSubmit} noValidate>
      <FormTrouble state={state} words={words} labels={{ email: texts.email }} signInPath={signInPath} />
      <TextField
        compact
        name="email"
        type="email"
        autoComplete="off"
        spellCheck={false}
        label={texts.email}
        hint={texts.emailHint}
        error={errorOf(state, words, 'email')}
        defaultValue={typedIn(state).email}
      />
      <div className="mt-5">
        <Button look="plain" aria-disabled={form.pending}>
          {form.pending ? texts.pressing : texts.press}
        </Button>
      </div>
    </form>
  )
}
