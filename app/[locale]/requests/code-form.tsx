'use client'

import type { ErrorWords, FormAction } from '#components/form/action-state.ts'
import { FormTrouble } from '#components/form/form-trouble.tsx'
import { TextField } from '#components/form/text-field.tsx'
import { useCheckedForm } from '#components/form/use-checked-form.ts'
import { Button } from '#components/ui/button.tsx'
import { codeSchema } from '#domain/requests/forms/request-schemas.ts'

type Props = {
  action: FormAction<{ to: string }>
  texts: { code: string; codeHint: string; confirm: string; checking: string }
  words: ErrorWords
}

/** The six digits of a message, for the browser that asked for them. */
export function CodeForm({ action, texts, words }: Props) {
  const form = useCheckedForm({ action, schema: codeSchema, initial: { code: '' }, words })
  return (
    <form action={form.action} onSubmit={form.onSubmit} noValidate>
      <FormTrouble state={form.state} words={words} labels={{ code: texts.code }} />
      <TextField
        {...form.field('code')}
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={40}
        label={texts.code}
        hint={texts.codeHint}
        className="max-w-[12rem] font-code text-[1.375rem] tracking-[0.2em]"
      />
      <Button className="mt-3" aria-disabled={form.pending}>
        {form.pending ? texts.checking : texts.confirm}
      </Button>
    </form>
  )
}
