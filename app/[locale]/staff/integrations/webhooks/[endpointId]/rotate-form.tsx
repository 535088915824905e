'use client'

import type { ErrorWords, FormAction } from '#components/form/action-state.ts'
import { FormTrouble } from '#components/form/form-trouble.tsx'
import { useActionForm } from '#components/form/use-action-form.ts'
import { small } from '#components/staff/small-button.ts'
import { Button } from '#components/ui/button.tsx'
import { WebhookSecret, type WebhookSecretTexts } from '../webhook-secret.tsx'

type Props = {
  action: FormAction<{ secret: string }>
  endpointId: string
  texts: { note: string; press: string; pressing: string }
  secretTexts: WebhookSecretTexts
  words: ErrorWords
  signInPath: string
  keptPath: string
}

/** A new secret for a webhook, shown in the form's place. */
export function RotateForm({ action, endpointId, texts, secretTexts, words, signInPath, keptPath }: Props) {
  const form = useActionForm(action)
  if (form.state.status === 'done')
    return <WebhookSecret secret={form.state.secret} texts={secretTexts} keptPath={keptPath} />
  return (
    <form action={form.action} onSubmit={form.onSubmit}>
      <input type="hidden" name="endpointId" value={endpointId} />
      <FormTrouble state={form.state} words={words} signInPath={signInPath} />
      <p className="mb-3 max-w-measure text-small text-soft">{texts.note}</p>
      <Button look="plain" className={small} aria-disabled={form.pending}>
        {form.pending ? texts.pressing : texts.press}
      </Button>
    </form>
  )
}
