'use client'

import type { ReactNode } from 'react'
import type { ErrorWords, FormAction } from '#components/form/action-state.ts'
import { FormTrouble } from '#components/form/form-trouble.tsx'
import { SecretShown, type SecretTexts } from '#components/form/secret-shown.tsx'
import { useActionForm } from '#components/form/use-action-form.ts'
import { Button } from '#components/ui/button.tsx'

type Props = {
  action: FormAction<{ passphrase: string }>
  reference: string
  /** The copy can be locked now. Without script the answer comes with the page on which it no longer can. */
  offered: boolean
  words: ErrorWords
  texts: { press: string; pressing: string; text: string }
  secretTexts: SecretTexts
  keptPath: string
  /** What is shown until it is locked. */
  children: ReactNode
}

/** Locks a copy to a passphrase, which is shown this once. */
export function LockForm({
  action,
  reference,
  offered,
  words,
  texts,
  secretTexts,
  keptPath,
  children,
}: Props) {
  const form = useActionForm(action)
  if (form.state.status === 'done')
    return <SecretShown secret={form.state.passphrase} texts={secretTexts} keptPath={keptPath} />
  return (
    <>
      {children}
      {offered ? (
        <form action={form.action} onSubmit={form.onSubmit} className="mt-8">
          <input type="hidden" name="reference" value={reference} />
          <FormTrouble state={form.state} words={words} />
          <p className="mb-3 max-w-measure">{texts.text}</p>
          <Button look="plain" aria-disabled={form.pending}>
            {form.pending ? texts.pressing : texts.press}
          </Button>
        </form>
      ) : null}
    </>
  )
}
