'use client'

import { type ErrorWords, type FormAction, typedIn } from '#components/form/action-state.ts'
import { FieldError } from '#components/form/field.tsx'
import { errorOf, FormTrouble } from '#components/form/form-trouble.tsx'
import { type Option, RadioField } from '#components/form/radio-field.tsx'
import { TextField } from '#components/form/text-field.tsx'
import { useActionForm } from '#components/form/use-action-form.ts'
import { Button } from '#components/ui/button.tsx'

type Texts = Record<
  'fullName' | 'fullNameHint' | 'capacity' | 'confirmed' | 'confirmedLabel' | 'button' | 'sending',
  string
>

type Props = {
  action: FormAction<{ to: string }>
  token: string
  /** The name of the account that has the mailbox; null: it is asked for. */
  fullName: string | null
  capacities: readonly Option[]
  texts: Texts
  words: ErrorWords
}

export function ConfirmForm({ action, token, fullName, capacities, texts, words }: Props) {
  const form = useActionForm(action)
  const { state } = form
  const typed = typedIn(state)
  const error = errorOf(state, words, 'confirmed')
  return (
    <form action={form.action} onSubmit={form.onSubmit} noValidate className="space-y-6">
      <input type="hidden" name="token" value={token} />
      <FormTrouble
        state={state}
        words={words}
        labels={{ fullName: texts.fullName, capacity: texts.capacity, confirmed: texts.confirmedLabel }}
      />
      {fullName === null ? (
        <TextField
          name="fullName"
          autoComplete="name"
          label={texts.fullName}
          hint={texts.fullNameHint}
          error={errorOf(state, words, 'fullName')}
          defaultValue={typed.fullName}
        />
      ) : (
        <p>
          <span className="block text-small text-soft">{texts.fullName}</span>
          {fullName}
        </p>
      )}
      <RadioField
        name="capacity"
        label={texts.capacity}
        options={capacities}
        error={errorOf(state, words, 'capacity')}
        chosen={typed.capacity}
      />
      <div>
        <label className="flex min-h-11 max-w-measure cursor-pointer items-baseline gap-2.5">
          <input
            id="confirmed"
            type="checkbox"
            name="confirmed"
            value="yes"
            defaultChecked={typed.confirmed === 'yes'}
            aria-invalid={error ? true : undefined}
            aria-describedby={error ? 'confirmed-error' : undefined}
            className="size-4.5 shrink-0 translate-y-0.5 accent-accent"
          />
          {texts.confirmed}
        </label>
        <FieldError id="confirmed">{error}</FieldError>
      </div>
      <Button aria-disabled={form.pending}>{form.pending ? texts.sending : texts.button}</Button>
    </form>
  )
}
