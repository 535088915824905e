'use client'

import { type ErrorWords, type FormAction, typedIn } from '#components/form/action-state.ts'
import { FileField } from '#components/form/file-field.tsx'
import { errorOf, FormTrouble } from '#components/form/form-trouble.tsx'
import { TextArea } from '#components/form/text-area.tsx'
import { useActionForm } from '#components/form/use-action-form.ts'
import { Button } from '#components/ui/button.tsx'
import { Notice } from '#components/ui/notice.tsx'
import type { State } from '#components/ui/state-mark.tsx'

export type Checked = { said: { tone: State; word: string; text: string; standing?: string } }

type Props = {
  action: FormAction<Checked>
  /** The page with this form, for the answer to a plain POST. */
  place: string
  words: ErrorWords
  texts: { paste: string; pasteHint: string; file: string; button: string; checking: string }
}

export function CheckForm({ action, place, words, texts }: Props) {
  const form = useActionForm(action, place)
  const { state } = form
  return (
    <form action={form.action} onSubmit={form.onSubmit} noValidate>
      <div role="status">
        {state.status === 'done' ? (
          <Notice tone={state.said.tone} word={state.said.word} className="mb-7">
            <p>{state.said.text}</p>
            {state.said.standing ? <p>{state.said.standing}</p> : null}
          </Notice>
        ) : null}
      </div>
      <FormTrouble state={state} words={words} labels={{ receipt: texts.paste }} />
      <TextArea
        name="receipt"
        rows={4}
        spellCheck={false}
        autoComplete="off"
        label={texts.paste}
        hint={texts.pasteHint}
        error={errorOf(state, words, 'receipt')}
        defaultValue={typedIn(state).receipt}
      />
      <FileField
        compact
        name="files"
        accept=".jsonld,.json,application/ld+json,application/json"
        label={texts.file}
      />
      <div className="mt-5">
        <Button look="plain" aria-disabled={form.pending}>
          {form.pending ? texts.checking : texts.button}
        </Button>
      </div>
    </form>
  )
}
