'use client'

import { type ReactNode, useEffect } from 'react'
import { Button } from '#components/ui/button.tsx'
import { codeSchema } from '#domain/people/rules/person-schemas.ts'
import type { ErrorWords, FormAction } from './action-state.ts'
import { FormTrouble } from './form-trouble.tsx'
import { HiddenFields } from './hidden-fields.tsx'
import { TextField } from './text-field.tsx'
import { useCheckedForm } from './use-checked-form.ts'

export type CodeTexts = { code: string; codeHint: string; press: string; checking: string }

type Props = {
  action: FormAction<{ to: string }>
  texts: CodeTexts
  words: ErrorWords
  hidden?: Record<string, string>
  signInPath?: string | undefined
  /** Beside the button: the way back. */
  children?: ReactNode
}

/** Six digits, of a message or of an authenticator. A wrong code is selected, so that typing replaces it. */
export function CodeForm({ action, texts, words, hidden = {}, signInPath, children }: Props) {
  const form = useCheckedForm({ action, schema: codeSchema, initial: { code: '' }, words })
  const { state } = form
  useEffect(() => {
    if (state.status !== 'invalid' || !state.fields.code) return
    const field = document.querySelector<HTMLInputElement>('#code')
    field?.focus()
    field?.select()
  }, [state])
  return (
    <form action={form.action} onSubmit={form.onSubmit} noValidate>
      <HiddenFields fields={hidden} />
      <FormTrouble
        state={state}
        words={words}
        labels={{ code: texts.code }}
        signInPath={signInPath}
        place="code"
      />
      <TextField
        {...form.field('code')}
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={40}
        label={texts.code}
        hint={texts.codeHint}
        className="max-w-[12rem] font-code text-[1.375rem] tracking-[0.2em]"
      />
      <div className="mt-3 flex flex-wrap items-center gap-x-6 gap-y-3">
        <Button aria-disabled={form.pending}>{form.pending ? texts.checking : texts.press}</Button>
        {children}
      </div>
    </form>
  )
}
