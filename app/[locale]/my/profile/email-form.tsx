'use client'

import type { ErrorWords, FormAction } from '#components/form/action-state.ts'
import { EmailField } from '#components/form/email-field.tsx'
import { FormTrouble } from '#components/form/form-trouble.tsx'
import { useCheckedForm } from '#components/form/use-checked-form.ts'
import { Button } from '#components/ui/button.tsx'
import { emailChangeSchema } from '#domain/people/rules/person-schemas.ts'

type Props = {
  action: FormAction
  texts: { newEmail: string; newEmailHint: string; askChange: string; asking: string }
  words: ErrorWords
  signInPath: string
}

export function EmailForm({ action, texts, words, signInPath }: Props) {
  const form = useCheckedForm({ action, schema: emailChangeSchema, initial: { email: '' }, words })
  return (
    <form action={form.action} onSubmit={form.onSubmit} noValidate>
      <FormTrouble
        state={form.state}
        words={words}
        labels={{ email: texts.newEmail }}
        signInPath={signInPath}
      />
      <EmailField {...form.field('email')} label={texts.newEmail} hint={texts.newEmailHint} />
      <Button look="plain" className="mt-3" aria-disabled={form.pending}>
        {form.pending ? texts.asking : texts.askChange}
      </Button>
    </form>
  )
}
