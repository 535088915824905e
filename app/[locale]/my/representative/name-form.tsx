'use client'

import { type ErrorWords, type FormAction, typedIn } from '#components/form/action-state.ts'
import { errorOf, FormTrouble } from '#components/form/form-trouble.tsx'
import { TextField } from '#components/form/text-field.tsx'
import { useActionForm } from '#components/form/use-action-form.ts'
import { Button } from '#components/ui/button.tsx'

type Texts = Record<
  'bornOn' | 'bornOnHint' | 'email' | 'emailHint' | 'fullName' | 'fullNameHint' | 'send' | 'sending',
  string
>

type Props = {
  action: FormAction
  /** The first and the last birthday of a person under 18; null: the day on which they turn 18 is known already. */
  days: { min: string; max: string } | null
  askName: boolean
  texts: Texts
  words: ErrorWords
  signInPath: string
}

export function NameForm({ action, days, askName, texts, words, signInPath }: Props) {
  const form = useActionForm(action)
  const { state } = form
  const field = (name: 'bornOn' | 'email' | 'fullName') => ({
    name,
    label: texts[name],
    hint: texts[`${name}Hint`],
    error: errorOf(state, words, name),
    defaultValue: typedIn(state)[name],
  })
  return (
    <form action={form.action} onSubmit={form.onSubmit} noValidate className="space-y-6">
      <FormTrouble
        state={state}
        words={words}
        labels={{ bornOn: texts.bornOn, email: texts.email, fullName: texts.fullName }}
        signInPath={signInPath}
      />
      {askName ? <TextField {...field('fullName')} autoComplete="name" /> : null}
      {days ? (
        <TextField {...field('bornOn')} type="date" autoComplete="bday" min={days.min} max={days.max} />
      ) : null}
      <TextField {...field('email')} type="email" autoComplete="off" spellCheck={false} />
      <Button aria-disabled={form.pending}>{form.pending ? texts.sending : texts.send}</Button>
    </form>
  )
}
