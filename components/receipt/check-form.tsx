'use client'

import type { ErrorWords, FormAction } from '#components/form/action-state.ts'
import { FormTrouble, wordsFor } from '#components/form/form-trouble.tsx'
import { useActionForm } from '#components/form/use-action-form.ts'
import { TextArea } from '#components/requests/text-area.tsx'
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
  const error = state.status === 'invalid' ? state.fields.receipt : undefined
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
        error={error && wordsFor(error, words, 'receipt')}
        defaultValue={state.status === 'invalid' ? state.values.receipt : undefined}
      />
      <label htmlFor="files" className="block font-semibold">
        {texts.file}
      </label>
      <input
        id="files"
        name="files"
        type="file"
        accept=".jsonld,.json,application/ld+json,application/json"
        className="files-input mt-2 block w-full max-w-measure rounded-ui border-[1.5px] border-dashed border-edge bg-raised px-3.5 py-2 text-small text-ink"
      />
      <div className="mt-5">
        <Button look="plain" aria-disabled={form.pending}>
          {form.pending ? texts.checking : texts.button}
        </Button>
      </div>
    </form>
  )
}
