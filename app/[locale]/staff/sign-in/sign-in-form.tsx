'use client'

import { type ReactNode, useEffect } from 'react'
import type { ErrorWords, FormAction } from '#components/form/action-state.ts'
import { FormTrouble } from '#components/form/form-trouble.tsx'
import { TextField } from '#components/form/text-field.tsx'
import { useCheckedForm } from '#components/form/use-checked-form.ts'
import { Button } from '#components/ui/button.tsx'
import { staffSignInSchema } from '#domain/staff/rules/staff-schemas.ts'
import { StaffCodeStep, type StaffCodeTexts } from './staff-code-step.tsx'

export type SignInTexts = { email: string; password: string; next: string; checking: string }

type Props = {
  returnTo: string | undefined
  texts: SignInTexts
  codeTexts: StaffCodeTexts
  words: ErrorWords
  startPath: string
  givePassword: FormAction
  giveCode: FormAction<{ to: string }>
  /** Another way to sign in, gone with this step. */
  children: ReactNode
}

/** Address and password; the code takes their place on the same page. */
export function SignInForm(props: Props) {
  const { returnTo, texts, codeTexts, words, startPath, givePassword, giveCode, children } = props
  const initial = { email: '', password: '' }
  const form = useCheckedForm({ action: givePassword, schema: staffSignInSchema, initial, words })
  const isAsked = form.state.status === 'done'
  useEffect(() => {
    // A reload comes back to this step: the code is in another app.
    if (isAsked) history.replaceState(history.state, '', `${startPath}?step=code`)
  }, [isAsked, startPath])
  if (isAsked)
    return <StaffCodeStep texts={codeTexts} words={words} action={giveCode} startPath={startPath} arrived />
  return (
    <>
      <form action={form.action} onSubmit={form.onSubmit} noValidate>
        {returnTo ? <input type="hidden" name="returnTo" value={returnTo} /> : null}
        <FormTrouble
          state={form.state}
          words={words}
          labels={{ email: texts.email, password: texts.password }}
          place="password"
        />
        <TextField
          {...form.field('email')}
          type="email"
          autoComplete="username"
          spellCheck={false}
          label={texts.email}
        />
        <TextField
          {...form.field('password')}
          type="password"
          autoComplete="current-password"
          label={texts.password}
        />
        <Button className="mt-1" aria-disabled={form.pending}>
          {form.pending ? texts.checking : texts.next}
        </Button>
      </form>
      {children}
    </>
  )
}
