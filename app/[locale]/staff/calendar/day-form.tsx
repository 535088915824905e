'use client'

import { type ErrorWords, type FormAction, typedIn } from '#components/form/action-state.ts'
import { errorOf, FormTrouble } from '#components/form/form-trouble.tsx'
import { type Option, RadioField } from '#components/form/radio-field.tsx'
import { SelectField } from '#components/form/select-field.tsx'
import { TextField } from '#components/form/text-field.tsx'
import { useActionForm } from '#components/form/use-action-form.ts'
import { Button } from '#components/ui/button.tsx'

type Field = 'date' | 'kind' | 'holiday' | 'state' | 'source'

type Props = {
  action: FormAction<{ moved: number }>
  initial: Record<Field, string>
  kinds: readonly Option[]
  holidays: readonly { value: string; word: string }[]
  states: readonly Option[]
  texts: Record<Field, string> & { holidayHint: string; sourceHint: string; save: string; saving: string }
  words: ErrorWords
  signInPath: string
}

export function DayForm({ action, initial, kinds, holidays, states, texts, words, signInPath }: Props) {
  const form = useActionForm(action)
  const { state } = form
  const typed = typedIn(state)
  const given = (name: Field) => typed[name] ?? initial[name]
  const error = (name: Field) => errorOf(state, words, name)
  return (
    <form action={form.action} onSubmit={form.onSubmit} noValidate>
      <FormTrouble state={state} words={words} labels={texts} signInPath={signInPath} />
      <div className="space-y-5">
        <TextField
          compact
          name="date"
          type="date"
          label={texts.date}
          defaultValue={given('date')}
          error={error('date')}
        />
        <RadioField
          name="kind"
          label={texts.kind}
          options={kinds}
          chosen={given('kind')}
          error={error('kind')}
        />
        <SelectField
          name="holiday"
          label={texts.holiday}
          hint={texts.holidayHint}
          options={holidays}
          defaultValue={given('holiday')}
          error={error('holiday')}
          className="max-w-measure!"
        />
        <RadioField
          name="state"
          label={texts.state}
          options={states}
          chosen={given('state')}
          error={error('state')}
        />
        <TextField
          compact
          name="source"
          label={texts.source}
          hint={texts.sourceHint}
          defaultValue={given('source')}
          error={error('source')}
          className="max-w-measure!"
        />
      </div>
      <div className="mt-5">
        <Button aria-disabled={form.pending}>{form.pending ? texts.saving : texts.save}</Button>
      </div>
    </form>
  )
}
