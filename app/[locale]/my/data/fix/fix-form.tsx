'use client'

import type { ErrorWords, FormAction } from '#components/form/action-state.ts'
import { FormTrouble } from '#components/form/form-trouble.tsx'
import { HiddenFields } from '#components/form/hidden-fields.tsx'
import { SelectField } from '#components/form/select-field.tsx'
import { TextField } from '#components/form/text-field.tsx'
import { useCheckedForm } from '#components/form/use-checked-form.ts'
import { FilesField, type FilesTexts } from '#components/requests/files-field.tsx'
import { Button } from '#components/ui/button.tsx'
import { type CorrectableKind, checkedCorrectionSchema } from '#domain/fulfilment/rules/correction-form.ts'

type Props = {
  action: FormAction<{ to: string }>
  named: { record: string; field: string; idempotencyKey: string }
  kind: CorrectableKind
  /** What can be chosen; null where it is typed. */
  options: readonly { value: string; word: string }[] | null
  texts: {
    value: string
    numberHint: string
    choose: string
    proofHint: string
    send: string
    sending: string
    files: FilesTexts
  }
  words: ErrorWords
  signInPath: string
}

/** The correct value of one field, and a document that shows it. */
export function FixForm({ action, named, kind, options, texts, words, signInPath }: Props) {
  const schema = checkedCorrectionSchema(kind)
  const form = useCheckedForm({ action, schema, initial: { ...named, value: '' }, words })
  const kept = form.state.status === 'invalid' || form.state.status === 'refused' ? form.state.values : named
  const isNumber = kind.kind === 'number'
  return (
    <form action={form.action} onSubmit={form.onSubmit} noValidate>
      <HiddenFields fields={{ ...named, idempotencyKey: kept.idempotencyKey ?? named.idempotencyKey }} />
      <FormTrouble
        state={form.state}
        words={words}
        labels={{ value: texts.value, files: texts.files.label }}
        signInPath={signInPath}
      />
      {options ? (
        <SelectField
          {...form.field('value')}
          label={texts.value}
          options={[{ value: '', word: texts.choose }, ...options]}
        />
      ) : (
        <TextField
          {...form.field('value')}
          type={kind.kind === 'date' ? 'date' : kind.profile === 'phone' ? 'tel' : 'text'}
          inputMode={isNumber ? 'decimal' : undefined}
          autoComplete="off"
          maxLength={2000}
          label={texts.value}
          hint={isNumber ? texts.numberHint : undefined}
        />
      )}
      <p className="mt-4 mb-3 max-w-measure text-small">{texts.proofHint}</p>
      <FilesField texts={texts.files} words={words} state={form.state} />
      <Button className="mt-3" aria-disabled={form.pending}>
        {form.pending ? texts.sending : texts.send}
      </Button>
    </form>
  )
}
