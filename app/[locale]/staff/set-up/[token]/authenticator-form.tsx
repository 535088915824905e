'use client'

import type { ErrorWords, FormAction } from '#components/form/action-state.ts'
import { FormTrouble } from '#components/form/form-trouble.tsx'
import { TextField } from '#components/form/text-field.tsx'
import { useCheckedForm } from '#components/form/use-checked-form.ts'
import { Button } from '#components/ui/button.tsx'
import { authenticatorCodeSchema } from '#domain/staff/rules/staff-schemas.ts'

type Props = {
  token: string
  texts: { code: string; codeHint: string; finish: string; checking: string }
  words: ErrorWords
  action: FormAction<{ to: string }>
}

export function AuthenticatorForm({ token, texts, words, action }: Props) {
  const form = useCheckedForm({ action, schema: authenticatorCodeSchema, initial: { code: '' }, words })
  return (
    <form action={form.action} onSubmit={form.onSubmit} noValidate>
      <input type="hidden" name="token" value={token} />
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
      <Button className="mt-1" aria-disabled={form.pending}>
        {form.pending ? texts.checking : texts.finish}
      </Button>
    </form>
  )
}
