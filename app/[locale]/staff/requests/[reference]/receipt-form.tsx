'use client'

import type { ErrorWords, FormAction } from '#components/form/action-state.ts'
import { errorOf, FormTrouble } from '#components/form/form-trouble.tsx'
import { HiddenFields } from '#components/form/hidden-fields.tsx'
import { TextArea } from '#components/form/text-area.tsx'
import { TextField } from '#components/form/text-field.tsx'
import { UnsentText } from '#components/form/unsent-text.tsx'
import { useActionForm } from '#components/form/use-action-form.ts'
import { small } from '#components/staff/small-button.ts'
import { Button } from '#components/ui/button.tsx'
import { MESSAGE_MAX } from '#domain/requests/rules/message-max.ts'

type Props<Done> = {
  action: FormAction<Done>
  hidden: Record<string, string>
  receivedOn: string
  bounds: { first: string; last: string }
  texts: { day: string; why: string; press: string; pressing: string }
  words: ErrorWords
  signInPath: string
  place: string
  unsentOwner: string
}

/** The day of receipt that staff entered, and why it was wrong. */
export function ReceiptForm<Done>(props: Props<Done>) {
  const { action, hidden, receivedOn, bounds, texts, words, signInPath, place, unsentOwner } = props
  const form = useActionForm(action, place)
  const { state } = form
  const typed = state.status === 'invalid' || state.status === 'refused' ? state.values : {}
  return (
    <form action={form.action} onSubmit={form.onSubmit} noValidate className="space-y-4">
      <HiddenFields fields={hidden} />
      <FormTrouble state={state} words={words} signInPath={signInPath} />
      <UnsentText name={{ form: `${hidden.reference}/receipt`, owner: unsentOwner }} words={words} warns />
      <TextField
        compact
        name="receivedOn"
        type="date"
        min={bounds.first}
        max={bounds.last}
        label={texts.day}
        defaultValue={typed.receivedOn ?? receivedOn}
        error={errorOf(state, words, 'receivedOn')}
      />
      <TextArea
        compact
        id="receipt-note"
        name="note"
        label={texts.why}
        defaultValue={typed.note}
        error={errorOf(state, words, 'note')}
        limit={{ max: MESSAGE_MAX, words }}
        rows={2}
      />
      <Button look="plain" className={small} aria-disabled={form.pending}>
        {form.pending ? texts.pressing : texts.press}
      </Button>
    </form>
  )
}
