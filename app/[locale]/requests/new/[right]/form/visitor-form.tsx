'use client'

import type { ErrorWords, FormAction } from '#components/form/action-state.ts'
import { EmailField } from '#components/form/email-field.tsx'
import { FormTrouble } from '#components/form/form-trouble.tsx'
import { LanguageField } from '#components/form/language-field.tsx'
import { TextArea } from '#components/form/text-area.tsx'
import { TextField } from '#components/form/text-field.tsx'
import { UnsentText } from '#components/form/unsent-text.tsx'
import { useCheckedForm } from '#components/form/use-checked-form.ts'
import { Button } from '#components/ui/button.tsx'
import { MESSAGE_MAX } from '#domain/requests/rules/message-max.ts'
import { visitorFilingSchema } from './filing-schema.ts'

type Props = {
  action: FormAction<{ to: string }>
  right: string
  variant: string
  locale: string
  languages: { code: string; name: string }[]
  message: { label: string; hint: string; required: boolean }
  texts: {
    fullName: string
    email: string
    emailHint: string
    locale: string
    optional: string
    send: string
    sending: string
  }
  words: ErrorWords
}

export function VisitorForm({ action, right, variant, locale, languages, message, texts, words }: Props) {
  const initial = { right, variant, fullName: '', email: '', message: '', locale }
  const form = useCheckedForm({ action, schema: visitorFilingSchema, initial, words })
  const { error: _, ...localeField } = form.field('locale')
  const labels = { fullName: texts.fullName, email: texts.email, message: message.label }
  return (
    <form action={form.action} onSubmit={form.onSubmit} noValidate>
      <input type="hidden" name="right" value={right} />
      {variant ? <input type="hidden" name="variant" value={variant} /> : null}
      <FormTrouble state={form.state} words={words} labels={labels} place="filing" />
      <UnsentText name={{ form: `new/${right}/visitor`, owner: 'visitor' }} words={words} />
      <TextField {...form.field('fullName')} autoComplete="name" label={texts.fullName} />
      <EmailField {...form.field('email')} label={texts.email} hint={texts.emailHint} />
      <TextArea
        {...form.field('message')}
        limit={{ max: MESSAGE_MAX, words }}
        label={message.label}
        aside={message.required ? null : texts.optional}
        hint={message.hint}
      />
      <LanguageField {...localeField} label={texts.locale} languages={languages} />
      <Button className="mt-5" aria-disabled={form.pending}>
        {form.pending ? texts.sending : texts.send}
      </Button>
    </form>
  )
}
