'use client'

import { type ErrorWords, type FormAction, typedIn } from '#components/form/action-state.ts'
import { CheckboxField } from '#components/form/checkbox-field.tsx'
import { errorOf, FormTrouble } from '#components/form/form-trouble.tsx'
import { type Option, RadioField } from '#components/form/radio-field.tsx'
import { SecretShown, type SecretTexts } from '#components/form/secret-shown.tsx'
import { TextField } from '#components/form/text-field.tsx'
import { useActionForm } from '#components/form/use-action-form.ts'
import { Button } from '#components/ui/button.tsx'
import { CodeSample } from '../../code-sample.tsx'

type Field = 'name' | 'scopes' | 'days' | 'callsPerMinute'

type Props = {
  action: FormAction<{ secret: string }>
  scopes: readonly Option[]
  days: readonly Option[]
  texts: Record<Field | 'nameHint' | 'callsHint' | 'make' | 'making' | 'use', string>
  secretTexts: SecretTexts
  words: ErrorWords
  signInPath: string
  listPath: string
}

/** What a key is for and may do; answered by the key itself, in the form's place. */
export function KeyForm({ action, scopes, days, texts, secretTexts, words, signInPath, listPath }: Props) {
  const form = useActionForm(action)
  const { state } = form
  if (state.status === 'done')
    return (
      <SecretShown secret={state.secret} texts={secretTexts} keptPath={listPath}>
        <CodeSample label={texts.use} lines={[`Authorization: Bearer ${state.secret.slice(0, 8)}…`]} />
      </SecretShown>
    )
  const typed = typedIn(state)
  const error = (name: Field) => errorOf(state, words, name)
  return (
    <form action={form.action} onSubmit={form.onSubmit} noValidate className="max-w-[40rem]">
      <FormTrouble state={state} words={words} labels={texts} signInPath={signInPath} />
      <div className="space-y-6">
        <TextField
          compact
          name="name"
          label={texts.name}
          hint={texts.nameHint}
          autoComplete="off"
          defaultValue={typed.name}
          error={error('name')}
        />
        <CheckboxField
          label={texts.scopes}
          name="scopes"
          options={scopes}
          chosen={typed.scopes?.split(',') ?? []}
          error={error('scopes')}
        />
        <RadioField
          name="days"
          label={texts.days}
          options={days}
          chosen={typed.days ?? '365'}
          error={error('days')}
          inline
        />
        <TextField
          compact
          name="callsPerMinute"
          label={texts.callsPerMinute}
          hint={texts.callsHint}
          inputMode="numeric"
          autoComplete="off"
          defaultValue={typed.callsPerMinute ?? '60000'}
          error={error('callsPerMinute')}
          className="max-w-40!"
        />
      </div>
      <div className="mt-7">
        <Button aria-disabled={form.pending}>{form.pending ? texts.making : texts.make}</Button>
      </div>
    </form>
  )
}
