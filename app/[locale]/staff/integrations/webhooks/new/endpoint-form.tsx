'use client'

import { type ErrorWords, type FormAction, typedIn } from '#components/form/action-state.ts'
import { CheckboxField } from '#components/form/checkbox-field.tsx'
import { errorOf, FormTrouble } from '#components/form/form-trouble.tsx'
import type { Option } from '#components/form/radio-field.tsx'
import { TextField } from '#components/form/text-field.tsx'
import { useActionForm } from '#components/form/use-action-form.ts'
import { Button } from '#components/ui/button.tsx'
import { WebhookSecret, type WebhookSecretTexts } from '../webhook-secret.tsx'

type Field = 'url' | 'events'

type Props = {
  action: FormAction<{ secret: string }>
  events: readonly Option[]
  texts: Record<Field | 'urlHint' | 'make' | 'making', string>
  secretTexts: WebhookSecretTexts
  words: ErrorWords
  signInPath: string
  listPath: string
}

/** After submission the signing secret is shown in place of the form. */
export function EndpointForm({ action, events, texts, secretTexts, words, signInPath, listPath }: Props) {
  const form = useActionForm(action)
  const { state } = form
  if (state.status === 'done')
    return <WebhookSecret secret={state.secret} texts={secretTexts} keptPath={listPath} />
  const typed = typedIn(state)
  const error = (name: Field) => errorOf(state, words, name)
  return (
    <form action={form.action} onSubmit={form.onSubmit} noValidate className="max-w-[40rem]">
      <FormTrouble state={state} words={words} labels={texts} signInPath={signInPath} />
      <div className="space-y-6">
        <TextField
          compact
          name="url"
          type="url"
          inputMode="url"
          label={texts.url}
          hint={texts.urlHint}
          autoComplete="off"
          spellCheck={false}
          defaultValue={typed.url}
          error={error('url')}
          className="max-w-full!"
        />
        <CheckboxField
          label={texts.events}
          name="events"
          options={events}
          chosen={typed.events?.split(',') ?? []}
          error={error('events')}
        />
      </div>
      <div className="mt-7">
        <Button aria-disabled={form.pending}>{form.pending ? texts.making : texts.make}</Button>
      </div>
    </form>
  )
}
