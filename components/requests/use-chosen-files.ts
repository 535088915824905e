'use client'

import { type ChangeEvent, type SubmitEvent, useRef, useState } from 'react'
import type { ActionState } from '#components/form/action-state.ts'

// The same limits as `domain/requests/record/attach-file.ts`, which cannot be imported in the browser; a test
// compares them.
export const MOST_FILES = 5
export const MOST_BYTES = 5_000_000

/** What is wrong with chosen files before they are sent: what they are is judged by their content, on the server. */
export function chosenFault(files: readonly Pick<File, 'size'>[]): string | undefined {
  if (files.length > MOST_FILES) return 'too-many-files'
  if (files.some(({ size }) => size > MOST_BYTES)) return 'file-too-large'
  return files.some(({ size }) => size === 0) ? 'file-empty' : undefined
}

/** Checks files when they are chosen, before any upload. Call `guard` before the form's own submit handler. */
export function useChosenFiles<Done>(state: ActionState<Done>) {
  const inputRef = useRef<HTMLInputElement>(null)
  const [chosen, setChosen] = useState<{ code: string | undefined; after: ActionState<Done> } | null>(null)
  const answered = state.status === 'invalid' ? state.fields.files : undefined
  const code = chosen?.after === state ? chosen.code : answered

  const onChange = (event: ChangeEvent<HTMLInputElement>) =>
    setChosen({ code: chosenFault([...(event.target.files ?? [])]), after: state })

  const guard =
    (submit: (event: SubmitEvent<HTMLFormElement>) => void) => (event: SubmitEvent<HTMLFormElement>) => {
      if (chosen?.after !== state || chosen.code === undefined) return submit(event)
      event.preventDefault()
      inputRef.current?.focus()
    }

  return { code, guard, field: { inputRef, onChange, answered: state.status !== 'idle' } }
}
