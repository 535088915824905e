'use client'

import { type ErrorWords, type FormAction, typedIn } from '#components/form/action-state.ts'
import { errorOf, FormTrouble } from '#components/form/form-trouble.tsx'
import { HiddenFields } from '#components/form/hidden-fields.tsx'
import { RadioField } from '#components/form/radio-field.tsx'
import { TextArea } from '#components/form/text-area.tsx'
import { UnsentText } from '#components/form/unsent-text.tsx'
import { useActionForm } from '#components/form/use-action-form.ts'
import { Button } from '#components/ui/button.tsx'
import { MESSAGE_MAX } from '#domain/requests/rules/message-max.ts'

type Props = {
  action: FormAction
  record: string
  /** The language of the person. */
  lang: string
  findings: readonly { value: string; word: string }[]
  texts: { finding: string; answer: string; send: string; sending: string }
  words: ErrorWords
  signInPath: string
  unsentOwner: string
}

/** What was found, and the answer that the person reads. */
export function AnswerForm({ action, record, lang, findings, texts, words, signInPath, unsentOwner }: Props) {
  const form = useActionForm(action)
  const { state } = form
  const typed = typedIn(state)
  return (
    <form action={form.action} onSubmit={form.onSubmit} noValidate className="mt-4 space-y-4">
      <HiddenFields fields={{ record }} />
      <FormTrouble state={state} words={words} signInPath={signInPath} />
      <UnsentText name={{ form: `access-reports/${record}`, owner: unsentOwner }} words={words} warns />
      <RadioField
        id={`finding-${record}`}
        name="finding"
        label={texts.finding}
        options={findings}
        chosen={typed.finding}
        error={errorOf(state, words, 'finding')}
      />
      <TextArea
        compact
        id={`answer-${record}`}
        name="answer"
        lang={lang}
        label={texts.answer}
        defaultValue={typed.answer}
        limit={{ max: MESSAGE_MAX, words }}
        rows={3}
        error={errorOf(state, words, 'answer')}
      />
      <Button look="plain" aria-disabled={form.pending}>
        {form.pending ? texts.sending : texts.send}
      </Button>
    </form>
  )
}
