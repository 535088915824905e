'use client'

import { type ErrorWords, type FormAction, typedIn } from '#components/form/action-state.ts'
import { errorOf, FormTrouble } from '#components/form/form-trouble.tsx'
import { TextField } from '#components/form/text-field.tsx'
import { useActionForm } from '#components/form/use-action-form.ts'
import { Button } from '#components/ui/button.tsx'

type Texts = Record<'from' | 'to' | 'toHint' | 'day' | 'dayHint' | 'ask' | 'asking', string>
type Props = { action: FormAction<object>; texts: Texts; words: ErrorWords; signInPath: string }

/** The period of a kit, and the day whose checkpoint draws the sample. */
export function KitForm({ action, texts, words, signInPath }: Props) {
  const form = useActionForm(action)
  const { state } = form
  const typed = typedIn(state)
  const hints = { from: undefined, to: texts.toHint, day: texts.dayHint }
  return (
    <form action={form.action} onSubmit={form.onSubmit} noValidate className="max-w-measure space-y-4">
      <FormTrouble state={state} words={words} labels={texts} signInPath={signInPath} />
      {(['from', 'to', 'day'] as const).map((name) => (
        <TextField
          key={name}
          compact
          name={name}
          type="date"
          label={texts[name]}
          hint={hints[name]}
          defaultValue={typed[name]}
          error={errorOf(state, words, name)}
        />
      ))}
      <Button look="plain" aria-disabled={form.pending}>
        {form.pending ? texts.asking : texts.ask}
      </Button>
    </form>
  )
}
