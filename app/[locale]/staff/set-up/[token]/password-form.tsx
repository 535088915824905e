'use client'

import { useEffect, useState } from 'react'
import type { ErrorWords, FormAction } from '#components/form/action-state.ts'
import { FormTrouble } from '#components/form/form-trouble.tsx'
import { TextField } from '#components/form/text-field.tsx'
import { useCheckedForm } from '#components/form/use-checked-form.ts'
import { Button } from '#components/ui/button.tsx'
import { newPasswordSchema } from '#domain/staff/rules/staff-schemas.ts'

type Props = {
  token: string
  /** For the browser's own keeper of passwords. */
  email: string
  texts: { password: string; hint: string; show: string; next: string; saving: string }
  words: ErrorWords
  action: FormAction<{ to: string }>
}

/** A new password, once: it can be pasted, and shown, which needs script and is offered only with it. */
export function PasswordForm({ token, email, texts, words, action }: Props) {
  const form = useCheckedForm({ action, schema: newPasswordSchema, initial: { password: '' }, words })
  const [shown, setShown] = useState<boolean | null>(null)
  useEffect(() => setShown(false), [])
  return (
    <form action={form.action} onSubmit={form.onSubmit} noValidate>
      <input type="hidden" name="token" value={token} />
      <FormTrouble state={form.state} words={words} labels={{ password: texts.password }} />
      <input type="email" autoComplete="username" value={email} readOnly hidden />
      <TextField
        {...form.field('password')}
        type={shown ? 'text' : 'password'}
        autoComplete="new-password"
        autoCapitalize="off"
        autoCorrect="off"
        spellCheck={false}
        label={texts.password}
        hint={texts.hint}
        className={shown ? 'font-code' : ''}
      />
      {shown === null ? null : (
        <label className="-mt-1 mb-3 flex min-h-11 w-fit cursor-pointer items-center gap-2.5">
          <input
            type="checkbox"
            checked={shown}
            onChange={(event) => setShown(event.currentTarget.checked)}
            className="size-5 accent-accent"
          />
          {texts.show}
        </label>
      )}
      <Button className="mt-1" aria-disabled={form.pending}>
        {form.pending ? texts.saving : texts.next}
      </Button>
    </form>
  )
}
