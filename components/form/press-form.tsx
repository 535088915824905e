'use client'

import { Button, type ButtonLook } from '#components/ui/button.tsx'
import type { ErrorWords, FormAction } from './action-state.ts'
import { FormTrouble } from './form-trouble.tsx'
import { useActionForm } from './use-action-form.ts'

type Props<Done> = {
  action: FormAction<Done>
  fields?: Record<string, string | number>
  words: ErrorWords
  texts: { press: string; pressing: string }
  /** `text`: looks like a link, for use inside a sentence. */
  look?: ButtonLook | 'text'
  /** Where its words alone do not say what it is about. */
  label?: string
  signInPath?: string
}

/** A form of one button. */
export function PressForm<Done>({ action, fields = {}, words, texts, look, label, signInPath }: Props<Done>) {
  const form = useActionForm(action)
  return (
    <form action={form.action} onSubmit={form.onSubmit}>
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <FormTrouble state={form.state} words={words} signInPath={signInPath} />
      {look === 'text' ? (
        <button type="submit" aria-label={label} className="text-button min-h-11 text-small">
          {form.pending ? texts.pressing : texts.press}
        </button>
      ) : (
        <Button look={look} aria-label={label} aria-disabled={form.pending}>
          {form.pending ? texts.pressing : texts.press}
        </Button>
      )}
    </form>
  )
}
