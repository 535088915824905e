'use client'

import { useEffect } from 'react'
import type { ErrorWords, FormAction } from '#components/form/action-state.ts'
import { EmailField } from '#components/form/email-field.tsx'
import { FormTrouble } from '#components/form/form-trouble.tsx'
import { useCheckedForm } from '#components/form/use-checked-form.ts'
import { Button } from '#components/ui/button.tsx'
import { askSignInSchema } from '#domain/people/rules/person-schemas.ts'
import { CodeStep, type CodeStepTexts } from './code-step.tsx'

export type AskTexts = { email: string; emailHint: string; ask: string; asking: string }

type Props = {
  startPath: string
  returnTo: string | undefined
  texts: AskTexts
  codeTexts: CodeStepTexts
  words: ErrorWords
  ask: FormAction<{ email: string }>
  sendAgain: FormAction
  prove: FormAction<{ to: string }>
}

const schema = askSignInSchema.pick({ email: true })

/** The address; once it is sent, the code takes its place on the same page. */
export function AskForm(props: Props) {
  const { startPath, returnTo, texts, codeTexts, words, ask, sendAgain, prove } = props
  const form = useCheckedForm({ action: ask, schema, initial: { email: '' }, words })
  const { state } = form
  const isAsked = state.status === 'done'
  useEffect(() => {
    // A phone throws the tab away while its owner reads the message: a reload comes back to this step.
    if (isAsked)
      history.replaceState(history.state, '', `${startPath}${startPath.includes('?') ? '&' : '?'}asked=1`)
  }, [isAsked, startPath])
  if (state.status === 'done')
    return (
      <CodeStep
        startPath={startPath}
        email={state.email}
        texts={codeTexts}
        words={words}
        prove={prove}
        sendAgain={sendAgain}
        arrived
      />
    )
  return (
    <form action={form.action} onSubmit={form.onSubmit} noValidate>
      {returnTo ? <input type="hidden" name="returnTo" value={returnTo} /> : null}
      <FormTrouble state={state} words={words} labels={{ email: texts.email }} place="message" />
      <EmailField {...form.field('email')} label={texts.email} hint={texts.emailHint} />
      <Button className="mt-3" aria-disabled={form.pending}>
        {form.pending ? texts.asking : texts.ask}
      </Button>
    </form>
  )
}
