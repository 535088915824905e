'use client'

import { type ErrorWords, type FormAction, typedIn } from '#components/form/action-state.ts'
import { errorOf, FormTrouble } from '#components/form/form-trouble.tsx'
import { type Option, RadioField } from '#components/form/radio-field.tsx'
import { TextField } from '#components/form/text-field.tsx'
import { useActionForm } from '#components/form/use-action-form.ts'
import { Button } from '#components/ui/button.tsx'

type Props = {
  action: FormAction<{ to: string }>
  fields: Record<string, string | number>
  /** The consent must carry a full name, and the portal does not know it yet. */
  askName: boolean
  /** Asked only where the operator has turned it on. */
  age: { label: string; hint: string; options: readonly Option[] } | null
  texts: { agree: string; decline: string; sending: string; fullName: string; fullNameHint: string }
  words: ErrorWords
  signInPath: string
}

/** Two answers of the same weight. */
export function WelcomeForm({ action, fields, askName, age, texts, words, signInPath }: Props) {
  const form = useActionForm(action)
  const { state } = form
  return (
    <form action={form.action} onSubmit={form.onSubmit} noValidate>
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <FormTrouble
        state={state}
        words={words}
        labels={{ fullName: texts.fullName, ...(age && { age: age.label }) }}
        signInPath={signInPath}
      />
      {askName ? (
        <div className="mb-6">
          <TextField
            name="fullName"
            autoComplete="name"
            label={texts.fullName}
            hint={texts.fullNameHint}
            error={errorOf(state, words, 'fullName')}
            defaultValue={typedIn(state).fullName}
          />
        </div>
      ) : null}
      {age ? (
        <div className="mb-6">
          <RadioField
            name="age"
            label={age.label}
            hint={age.hint}
            options={age.options}
            error={errorOf(state, words, 'age')}
            chosen={typedIn(state).age}
          />
        </div>
      ) : null}
      <div className="grid max-w-[30rem] grid-cols-2 gap-3">
        <Button look="plain" name="answer" value="agree" aria-disabled={form.pending}>
          {texts.agree}
        </Button>
        <Button look="plain" name="answer" value="decline" aria-disabled={form.pending}>
          {texts.decline}
        </Button>
      </div>
      <p role="status" className="mt-2 min-h-6 text-small text-soft">
        {form.pending ? texts.sending : null}
      </p>
    </form>
  )
}
