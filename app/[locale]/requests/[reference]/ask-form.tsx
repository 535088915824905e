'use client'

import type { ErrorWords, FormAction } from '#components/form/action-state.ts'
import { EmailField } from '#components/form/email-field.tsx'
import { FormTrouble } from '#components/form/form-trouble.tsx'
import { useCheckedForm } from '#components/form/use-checked-form.ts'
import { Button } from '#components/ui/button.tsx'
import { askRequestCodeSchema } from '#domain/requests/forms/request-schemas.ts'

type Props = {
  action: FormAction
  reference: string
  texts: { email: string; emailHint: string; button: string; sending: string }
  words: ErrorWords
}

export function AskForm({ action, reference, texts, words }: Props) {
  const initial = { reference, email: '' }
  const form = useCheckedForm({ action, schema: askRequestCodeSchema, initial, words })
  return (
    <form action={form.action} onSubmit={form.onSubmit} noValidate>
      <input type="hidden" name="reference" value={reference} />
      <FormTrouble state={form.state} words={words} labels={{ email: texts.email }} place="message" />
      <EmailField {...form.field('email')} label={texts.email} hint={texts.emailHint} />
      <Button className="mt-3" aria-disabled={form.pending}>
        {form.pending ? texts.sending : texts.button}
      </Button>
    </form>
  )
}
