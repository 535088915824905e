'use client'

import { type ErrorWords, type FormAction, typedIn } from '#components/form/action-state.ts'
import { errorOf, FormTrouble } from '#components/form/form-trouble.tsx'
import { TextField } from '#components/form/text-field.tsx'
import { useActionForm } from '#components/form/use-action-form.ts'
import { Button } from '#components/ui/button.tsx'

const days = ['ndaSignedOn', 'trainingDoneOn'] as const

type Props = {
  action: FormAction
  staffId: string
  held: Record<(typeof days)[number], string>
  /** The last day that can be given. */
  today: string
  texts: Record<(typeof days)[number], string> & { save: string; saving: string }
  words: ErrorWords
  signInPath: string
}

/** When the agreement was signed and the training done; empty takes it back. */
export function ClearanceForm({ action, staffId, held, today, texts, words, signInPath }: Props) {
  const form = useActionForm(action)
  const { state } = form
  const typed = typedIn(state)
  return (
    <form action={form.action} onSubmit={form.onSubmit} noValidate>
      <input type="hidden" name="staffId" value={staffId} />
      <FormTrouble state={state} words={words} labels={texts} signInPath={signInPath} />
      <div className="flex flex-wrap gap-x-8">
        {days.map((day) => (
          <TextField
            key={day}
            name={day}
            type="date"
            max={today}
            label={texts[day]}
            defaultValue={typed[day] ?? held[day]}
            error={errorOf(state, words, day)}
            className="max-w-[13rem]"
          />
        ))}
      </div>
      <Button look="plain" aria-disabled={form.pending}>
        {form.pending ? texts.saving : texts.save}
      </Button>
    </form>
  )
}
