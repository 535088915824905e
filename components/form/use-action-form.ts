'use client'

import { unstable_rethrow } from 'next/navigation'
import { type SubmitEvent, useActionState, useState, useTransition } from 'react'
import { type ActionState, type FormAction, idle } from './action-state.ts'

/**
 * One form and its action. Without script the browser posts it (`action`); with script `send` posts it in place and a
 * lost connection is an answer (`offline`), not a broken page. `place`: the page with the place to which a plain POST of a
 * form far down it comes back, as `/ru/staff/requests/CX-7K3M-Q2#steps`.
 */
export function useActionForm<Done>(given: FormAction<Done>, place?: string) {
  const [posted, action] = useActionState(given, idle, place)
  const [sent, setSent] = useState<ActionState<Done> | null>(null)
  const [pending, start] = useTransition()

  const send = (form: FormData, after?: (state: ActionState<Done>) => void) =>
    start(async () => {
      const state = await given(idle, form).catch((error: unknown) => {
        unstable_rethrow(error)
        return { status: 'refused' as const, code: codeOf(error), values: textOf(form) }
      })
      if (state.status === 'done' && state.goTo !== undefined) await leaveFor(state.goTo)
      start(() => {
        setSent(state)
        after?.(state)
      })
    })

  const onSubmit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (!pending) send(formOf(event))
  }

  return { state: sent ?? posted, action, pending, send, onSubmit }
}

/** Leaves the page; resets when the browser restores it from its back-forward cache. */
function leaveFor(path: string): Promise<void> {
  const to = new URL(path, location.href)
  const back = new Promise<void>((done) => addEventListener('pageshow', () => done(), { once: true }))
  if (to.pathname + to.search === location.pathname + location.search) {
    location.hash = to.hash
    location.reload()
  } else location.assign(to)
  return back
}

export function formOf(event: SubmitEvent<HTMLFormElement>): FormData {
  return new FormData(event.currentTarget, event.nativeEvent.submitter)
}

// fetch fails with a TypeError when nothing answers; an answer that is not ours (503, say) is another kind of error.
const codeOf = (error: unknown) => (error instanceof TypeError || !navigator.onLine ? 'offline' : 'try-again')

function textOf(form: FormData): Record<string, string> {
  const texts: Record<string, string> = {}
  for (const [name, value] of form) if (typeof value === 'string') texts[name] = value
  return texts
}
