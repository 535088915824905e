'use client'

import type { ReactNode } from 'react'
import type { ErrorWords, FormAction } from '#components/form/action-state.ts'
import { FormTrouble } from '#components/form/form-trouble.tsx'
import { useActionForm } from '#components/form/use-action-form.ts'

type Props<Done> = {
  action: FormAction<Done>
  words: ErrorWords
  signInPath: string
  /** The table; each of its buttons names the request it takes. */
  children: ReactNode
}

/** One form around the table: the pressed button says which request is taken. */
export function TakeForm<Done>({ action, words, signInPath, children }: Props<Done>) {
  const form = useActionForm(action)
  return (
    <form action={form.action} onSubmit={form.onSubmit}>
      <input type="hidden" name="step" value="take" />
      <FormTrouble state={form.state} words={words} signInPath={signInPath} />
      {children}
    </form>
  )
}
