'use client'

import { useEffect, useRef } from 'react'
import type { ErrorWords, FormAction } from '#components/form/action-state.ts'
import { FormTrouble } from '#components/form/form-trouble.tsx'
import { TextField } from '#components/form/text-field.tsx'
import { useCheckedForm } from '#components/form/use-checked-form.ts'
import { Button } from '#components/ui/button.tsx'
import { signInCodeSchema } from '#domain/people/rules/person-schemas.ts'

export type CodeTexts = {
  askedTitle: string
  asked: string
  askedFor: string
  code: string
  codeHint: string
  prove: string
  proving: string
  orLink: string
  again: string
}

type Props = {
  locale: string
  email?: string
  texts: CodeTexts
  words: ErrorWords
  prove: FormAction<{ to: string }>
  /** It has just taken the place of another form: its title is read out. */
  arrived?: boolean
}

/** The code works only in the browser that asked for it; the link in the same email works on any device. */
export function CodeForm({ locale, email, texts, words, prove, arrived = false }: Props) {
  const form = useCheckedForm({ action: prove, schema: signInCodeSchema, initial: { code: '' }, words })
  const title = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (arrived) title.current?.focus()
  }, [arrived])
  return (
    <>
      <h2 ref={title} tabIndex={-1} className="text-part leading-[1.25] outline-none">
        {texts.askedTitle}
      </h2>
      <p className="mt-3 max-w-measure">{texts.asked}</p>
      {email ? (
        <p className="mt-1 text-small break-words text-soft">{texts.askedFor.replace('{email}', email)}</p>
      ) : null}
      <form action={form.action} onSubmit={form.onSubmit} noValidate className="mt-7">
        <FormTrouble state={form.state} words={words} labels={{ code: texts.code }} />
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
          <Button aria-disabled={form.pending}>{form.pending ? texts.proving : texts.prove}</Button>
          <a className="inline-flex min-h-11 items-center" href={`/${locale}/sign-in`}>
            {texts.again}
          </a>
        </div>
      </form>
      <p className="mt-6 max-w-measure text-soft">{texts.orLink}</p>
    </>
  )
}
