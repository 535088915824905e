'use client'

import type { ErrorWords, FormAction } from '#components/form/action-state.ts'
import { FormTrouble } from '#components/form/form-trouble.tsx'
import { TextField } from '#components/form/text-field.tsx'
import { useCheckedForm } from '#components/form/use-checked-form.ts'
import { Button } from '#components/ui/button.tsx'
import { askSignInSchema } from '#domain/people/rules/person-schemas.ts'
import { CodeForm, type CodeTexts } from './code-form.tsx'

export type AskTexts = { email: string; emailHint: string; ask: string; asking: string }

type Props = {
  locale: string
  returnTo: string | undefined
  texts: AskTexts
  codeTexts: CodeTexts
  words: ErrorWords
  ask: FormAction<{ email: string }>
  prove: FormAction<{ to: string }>
}

const schema = askSignInSchema.pick({ email: true })

/** The address; once it is sent, the code takes its place on the same page. */
export function AskForm({ locale, returnTo, texts, codeTexts, words, ask, prove }: Props) {
  const form = useCheckedForm({ action: ask, schema, initial: { email: '' }, words })
  if (form.state.status === 'done')
    return (
      <CodeForm
        locale={locale}
        email={form.state.email}
        texts={codeTexts}
        words={words}
        prove={prove}
        arrived
      />
    )
  return (
    <form action={form.action} onSubmit={form.onSubmit} noValidate>
      {returnTo ? <input type="hidden" name="returnTo" value={returnTo} /> : null}
      <FormTrouble state={form.state} words={words} labels={{ email: texts.email }} />
      <TextField
        {...form.field('email')}
        type="email"
        autoComplete="email"
        spellCheck={false}
        label={texts.email}
        hint={texts.emailHint}
      />
      <Button className="mt-3" aria-disabled={form.pending}>
        {form.pending ? texts.asking : texts.ask}
      </Button>
    </form>
  )
}
