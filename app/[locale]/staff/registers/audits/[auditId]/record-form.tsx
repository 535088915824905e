'use client'

import { type ErrorWords, type FormAction, typedIn } from '#components/form/action-state.ts'
import { errorOf, FormTrouble } from '#components/form/form-trouble.tsx'
import { HiddenFields } from '#components/form/hidden-fields.tsx'
import { TextField } from '#components/form/text-field.tsx'
import { useActionForm } from '#components/form/use-action-form.ts'
import { FilesField, type FilesTexts } from '#components/requests/files-field.tsx'
import { Button } from '#components/ui/button.tsx'

type Props = {
  action: FormAction
  auditId: string
  /** The last day that can be given. */
  today: string
  texts: Record<'doneOn' | 'reportName' | 'saveRecord' | 'saving', string>
  files: FilesTexts
  words: ErrorWords
  signInPath: string
}

/** That an audit was done, with its report. */
export function RecordForm({ action, auditId, today, texts, files, words, signInPath }: Props) {
  const form = useActionForm(action)
  const { state } = form
  const typed = typedIn(state)
  const error = (field: string) => errorOf(state, words, field)
  return (
    <form action={form.action} onSubmit={form.onSubmit} noValidate className="space-y-4">
      <HiddenFields fields={{ auditId }} />
      <FormTrouble
        state={state}
        words={words}
        labels={{ ...texts, files: files.label }}
        signInPath={signInPath}
      />
      <TextField
        compact
        name="doneOn"
        type="date"
        max={today}
        label={texts.doneOn}
        defaultValue={typed.doneOn}
        error={error('doneOn')}
      />
      <TextField
        compact
        name="reportName"
        autoComplete="off"
        label={texts.reportName}
        defaultValue={typed.reportName}
        error={error('reportName')}
      />
      <FilesField compact texts={files} words={words} state={state} />
      <Button look="plain" aria-disabled={form.pending}>
        {form.pending ? texts.saving : texts.saveRecord}
      </Button>
    </form>
  )
}
