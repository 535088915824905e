'use client'

import { type ErrorWords, type FormAction, typedIn } from '#components/form/action-state.ts'
import { errorOf, FormTrouble } from '#components/form/form-trouble.tsx'
import { HiddenFields } from '#components/form/hidden-fields.tsx'
import { SelectField } from '#components/form/select-field.tsx'
import { TextArea } from '#components/form/text-area.tsx'
import { UnsentText } from '#components/form/unsent-text.tsx'
import { useActionForm } from '#components/form/use-action-form.ts'
import { Button } from '#components/ui/button.tsx'
import { SCOPE_MAX } from '#domain/assurance/rules/audit-schemas.ts'

type Props = {
  action: FormAction
  auditId: string
  open: readonly { value: string; word: string }[]
  texts: Record<'which' | 'measure' | 'close' | 'closing', string>
  words: ErrorWords
  signInPath: string
  unsentOwner: string
}

/** What was done about a vulnerability. */
export function CloseForm({ action, auditId, open, texts, words, signInPath, unsentOwner }: Props) {
  const form = useActionForm(action)
  const { state } = form
  const typed = typedIn(state)
  return (
    <form action={form.action} onSubmit={form.onSubmit} noValidate className="space-y-4">
      <HiddenFields fields={{ auditId }} />
      <FormTrouble
        state={state}
        words={words}
        labels={{ findingId: texts.which, measure: texts.measure }}
        signInPath={signInPath}
      />
      <UnsentText name={{ form: `audits/${auditId}/close`, owner: unsentOwner }} words={words} warns />
      <SelectField
        name="findingId"
        label={texts.which}
        options={open}
        defaultValue={typed.findingId}
        error={errorOf(state, words, 'findingId')}
        className="w-full max-w-[26rem]"
      />
      <TextArea
        compact
        name="measure"
        label={texts.measure}
        defaultValue={typed.measure}
        limit={{ max: SCOPE_MAX, words }}
        rows={2}
        error={errorOf(state, words, 'measure')}
      />
      <Button look="plain" aria-disabled={form.pending}>
        {form.pending ? texts.closing : texts.close}
      </Button>
    </form>
  )
}
