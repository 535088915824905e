'use client'

import type { ErrorWords, FormAction } from '#components/form/action-state.ts'
import { FormTrouble, wordsFor } from '#components/form/form-trouble.tsx'
import { useActionForm } from '#components/form/use-action-form.ts'
import { Button } from '#components/ui/button.tsx'
import { Hidden, Select, TextArea } from './fields.tsx'
import { small } from './small-button.ts'

type Field = { name: string; label: string; hint?: string } & (
  | { as: 'text' }
  | { as: 'select'; chosen: string; options: readonly { value: string; word: string }[] }
)

type Props<Done> = {
  action: FormAction<Done>
  hidden: Record<string, string>
  field: Field
  texts: { press: string; pressing: string }
  words: ErrorWords
  signInPath: string
}

/** A form of one field: a note, to whom a case is given, why contacts are opened. */
export function FieldForm<Done>({ action, hidden, field, texts, words, signInPath }: Props<Done>) {
  const form = useActionForm(action)
  const { state } = form
  const code = state.status === 'invalid' ? state.fields[field.name] : undefined
  const typed =
    state.status === 'invalid' || state.status === 'refused' ? state.values[field.name] : undefined
  const { name, label, hint } = field
  const around = { name, label, hint, error: code && wordsFor(code, words, name) }
  return (
    <form action={form.action} onSubmit={form.onSubmit} noValidate>
      <Hidden fields={hidden} />
      {code ? null : <FormTrouble state={state} words={words} signInPath={signInPath} />}
      <div className={field.as === 'select' ? 'flex flex-wrap items-end gap-3' : ''}>
        {field.as === 'text' ? (
          <TextArea {...around} defaultValue={typed} maxLength={5000} rows={2} />
        ) : (
          <Select {...around} options={field.options} defaultValue={typed ?? field.chosen} />
        )}
        <Button
          look="plain"
          className={`${small} ${field.as === 'text' ? 'mt-3' : ''}`}
          aria-disabled={form.pending}
        >
          {form.pending ? texts.pressing : texts.press}
        </Button>
      </div>
    </form>
  )
}
