'use client'

import { useEffect, useRef } from 'react'
import type { ErrorWords, FormAction } from '#components/form/action-state.ts'
import { FormTrouble } from '#components/form/form-trouble.tsx'
import { TextField } from '#components/form/text-field.tsx'
import { useCheckedForm } from '#components/form/use-checked-form.ts'
import { Button } from '#components/ui/button.tsx'
import { authenticatorCodeSchema } from '#domain/staff/rules/staff-schemas.ts'

export type StaffCodeTexts = {
  /** Absent where the page itself says it. */
  title?: string
  code: string
  codeHint: string
  press: string
  checking: string
  again?: string
}

type Props = {
  texts: StaffCodeTexts
  words: ErrorWords
  action: FormAction<{ to: string }>
  returnTo?: string | undefined
  startPath?: string
  signInPath?: string
  /** It has just taken the place of another form: its title is read out. */
  arrived?: boolean
}

/** Six digits of the authenticator app. */
export function StaffCodeForm({
  texts,
  words,
  action,
  returnTo,
  startPath,
  signInPath,
  arrived = false,
}: Props) {
  const form = useCheckedForm({ action, schema: authenticatorCodeSchema, initial: { code: '' }, words })
  const title = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (arrived) title.current?.focus()
  }, [arrived])
  return (
    <form action={form.action} onSubmit={form.onSubmit} noValidate>
      {texts.title ? (
        <h2 ref={title} tabIndex={-1} className="mb-5 text-part leading-[1.25] outline-none">
          {texts.title}
        </h2>
      ) : null}
      {returnTo ? <input type="hidden" name="returnTo" value={returnTo} /> : null}
      <FormTrouble state={form.state} words={words} labels={{ code: texts.code }} signInPath={signInPath} />
      <TextField
        {...form.field('code')}
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={40}
        label={texts.code}
        hint={texts.codeHint}
        className="max-w-[12rem] font-code text-[1.375rem] tracking-[0.2em]"
      />
      <div className="mt-1 flex flex-wrap items-center gap-x-6 gap-y-3">
        <Button aria-disabled={form.pending}>{form.pending ? texts.checking : texts.press}</Button>
        {startPath && texts.again ? (
          <a className="inline-flex min-h-11 items-center" href={startPath}>
            {texts.again}
          </a>
        ) : null}
      </div>
    </form>
  )
}
