'use client'

import { type ErrorWords, type FormAction, typedIn } from '#components/form/action-state.ts'
import { errorOf, FormTrouble } from '#components/form/form-trouble.tsx'
import { HiddenFields } from '#components/form/hidden-fields.tsx'
import { RadioField } from '#components/form/radio-field.tsx'
import { TextField } from '#components/form/text-field.tsx'
import { useActionForm } from '#components/form/use-action-form.ts'
import { FilesField, type FilesTexts } from '#components/requests/files-field.tsx'
import { Button } from '#components/ui/button.tsx'

type Props = {
  action: FormAction
  staffId: string
  kinds: readonly { value: string; word: string }[]
  /** The last day that can be given. */
  today: string
  texts: Record<'kind' | 'doneOn' | 'endsOn' | 'endsHint' | 'save' | 'saving', string>
  files: FilesTexts
  words: ErrorWords
  signInPath: string
}

/** What a member signed or completed, with its document. */
export function RecordForm({ action, staffId, kinds, today, texts, files, words, signInPath }: Props) {
  const form = useActionForm(action)
  const { state } = form
  const typed = typedIn(state)
  const of = (name: string) => ({ name, error: errorOf(state, words, name), defaultValue: typed[name] })
  return (
    <form action={form.action} onSubmit={form.onSubmit} noValidate className="space-y-4">
      <HiddenFields fields={{ staffId }} />
      <FormTrouble
        state={state}
        words={words}
        labels={{ ...texts, files: files.label }}
        signInPath={signInPath}
      />
      <RadioField
        name="kind"
        label={texts.kind}
        options={kinds}
        chosen={typed.kind ?? 'training'}
        error={errorOf(state, words, 'kind')}
      />
      <TextField compact {...of('doneOn')} type="date" max={today} label={texts.doneOn} />
      <TextField compact {...of('endsOn')} type="date" label={texts.endsOn} hint={texts.endsHint} />
      <FilesField compact texts={files} words={words} state={state} />
      <Button look="plain" aria-disabled={form.pending}>
        {form.pending ? texts.saving : texts.save}
      </Button>
    </form>
  )
}
