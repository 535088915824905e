'use client'

import { type SubmitEvent, useEffect, useState } from 'react'
import type { ErrorWords, FormAction } from './action-state.ts'
import { FormTrouble } from './form-trouble.tsx'
import { HiddenFields } from './hidden-fields.tsx'
import { useActionForm } from './use-action-form.ts'

export type SendAgainTexts = { again: string; sending: string; wait: string; sent: string }

type Props<Done> = {
  action: FormAction<Done>
  hidden?: Record<string, string>
  texts: SendAgainTexts
  words: ErrorWords
}

const WAIT_SECONDS = 60

/** Another message with another code. For the first minute it says how long to wait: most messages arrive within it. */
export function SendAgain<Done>({ action, hidden = {}, texts, words }: Props<Done>) {
  const form = useActionForm(action)
  const { state } = form
  const left = useCountdown(state)
  const onSubmit = (event: SubmitEvent<HTMLFormElement>) => {
    if (left > 0) event.preventDefault()
    else form.onSubmit(event)
  }
  return (
    <form action={form.action} onSubmit={onSubmit}>
      <HiddenFields fields={hidden} />
      <FormTrouble state={state} words={words} place="message" />
      <p role="status">{state.status === 'done' ? texts.sent : null}</p>
      <button
        type="submit"
        aria-disabled={left > 0 || form.pending}
        className="text-button min-h-11 text-left tabular-nums aria-disabled:text-soft aria-disabled:no-underline"
      >
        {form.pending
          ? texts.sending
          : left > 0
            ? texts.wait.replace('{seconds}', String(left))
            : texts.again}
      </button>
    </form>
  )
}

/** Seconds until the next message; starts with the page and restarts after each message. Zero where no script runs. */
function useCountdown(restart: unknown): number {
  const [left, setLeft] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: it restarts with each answer
  useEffect(() => {
    const ends = performance.now() + WAIT_SECONDS * 1000
    const tick = () => setLeft(Math.max(0, Math.ceil((ends - performance.now()) / 1000)))
    tick()
    const timer = setInterval(tick, 500)
    return () => clearInterval(timer)
  }, [restart])
  return left
}
