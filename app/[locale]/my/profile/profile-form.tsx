'use client'

import type { ErrorWords, FormAction } from '#components/form/action-state.ts'
import { FormTrouble } from '#components/form/form-trouble.tsx'
import { LanguageField } from '#components/form/language-field.tsx'
import { TextField } from '#components/form/text-field.tsx'
import { useCheckedForm } from '#components/form/use-checked-form.ts'
import { Button } from '#components/ui/button.tsx'
import { profileSchema } from '#domain/people/rules/person-schemas.ts'
import type { Locale } from '#i18n/locales.ts'

export type ProfileTexts = {
  fullName: string
  phone: string
  phoneHint: string
  locale: string
  localeHint: string
  save: string
  saving: string
  saved: string
}

type Props = {
  action: FormAction<{ changed: number; language: Locale }>
  initial: { fullName: string; phone: string; locale: 'kk' | 'ru' | 'en' }
  /** Each language by its own name. */
  languages: readonly { code: string; name: string }[]
  texts: ProfileTexts
  words: ErrorWords
  signInPath: string
  /** The answer to a plain POST. */
  saved: boolean
}

export function ProfileForm({ action, initial, languages, texts, words, signInPath, saved }: Props) {
  const form = useCheckedForm({ action, schema: profileSchema, initial, words })
  const { error: languageError, ...languageField } = form.field('locale')
  const done = form.state.status === 'done' || (form.state.status === 'idle' && saved)
  return (
    <form action={form.action} onSubmit={form.onSubmit} noValidate className="space-y-1">
      <FormTrouble
        state={form.state}
        words={words}
        labels={{ fullName: texts.fullName, phone: texts.phone, locale: texts.locale }}
        signInPath={signInPath}
      />
      <TextField {...form.field('fullName')} autoComplete="name" label={texts.fullName} />
      <TextField
        {...form.field('phone')}
        type="tel"
        autoComplete="tel"
        label={texts.phone}
        hint={texts.phoneHint}
      />
      <LanguageField
        {...languageField}
        label={texts.locale}
        hint={languageError ?? texts.localeHint}
        languages={languages}
      />
      <div className="mt-4 flex flex-wrap items-center gap-x-5 gap-y-2">
        <Button aria-disabled={form.pending}>{form.pending ? texts.saving : texts.save}</Button>
        <p role="status" className="font-semibold text-kept">
          {done && !form.pending ? texts.saved : null}
        </p>
      </div>
    </form>
  )
}
