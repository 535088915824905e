'use client'

import { type ErrorWords, type FormAction, typedIn } from '#components/form/action-state.ts'
import { FormTrouble } from '#components/form/form-trouble.tsx'
import { TextArea } from '#components/form/text-area.tsx'
import { UnsentText } from '#components/form/unsent-text.tsx'
import { useCheckedForm } from '#components/form/use-checked-form.ts'
import { FilesField, type FilesTexts } from '#components/requests/files-field.tsx'
import { Button } from '#components/ui/button.tsx'
import { messageSchema } from '#domain/requests/forms/request-schemas.ts'
import { MESSAGE_MAX } from '#domain/requests/rules/message-max.ts'

type Props = {
  action: FormAction
  reference: string
  messageId: string
  texts: { message: string; send: string; sending: string; files: FilesTexts }
  words: ErrorWords
  /** The page itself: without a session it offers the ways in. */
  signInPath: string
  unsentOwner: string
}

/** A message with files. Its id goes with it, so that sending twice writes once. */
export function MessageForm({ action, reference, messageId, texts, words, signInPath, unsentOwner }: Props) {
  const initial = { reference, messageId, message: '' }
  const form = useCheckedForm({ action, schema: messageSchema, initial, words })
  const { state } = form
  const kept = typedIn(state).messageId
  return (
    <form action={form.action} onSubmit={form.onSubmit} noValidate>
      <input type="hidden" name="reference" value={reference} />
      <input type="hidden" name="messageId" value={kept ?? messageId} />
      <FormTrouble
        state={state}
        words={words}
        labels={{ message: texts.message, files: texts.files.label }}
        signInPath={signInPath}
      />
      <UnsentText name={{ form: `${reference}/message`, owner: unsentOwner }} words={words} />
      <TextArea
        {...form.field('message')}
        label={texts.message}
        limit={{ max: MESSAGE_MAX, words }}
        rows={4}
      />
      <FilesField texts={texts.files} words={words} state={state} />
      <Button className="mt-3" aria-disabled={form.pending}>
        {form.pending ? texts.sending : texts.send}
      </Button>
    </form>
  )
}
