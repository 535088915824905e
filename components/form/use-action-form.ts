'use client'

import { unstable_rethrow } from 'next/navigation'
import { type SubmitEvent, useActionState, useState, useTransition } from 'react'
import { type ActionState, type FormAction, idle } from './action-state.ts'
import { forgetUnsentOf } from './unsent-tab.ts'

/**
 * One form and its action. Without script the browser posts it (`action`); with script `send` posts it in place and a
 * lost connection is an answer (`offline`), not a broken page. `place`: the page with the place to which a plain POST of a
 * form far down it comes back, as `/ru/staff/requests/CX-7K3M-Q2#steps`.
 */
export function useActionForm<Done>(given: FormAction<Done>, place?: string) {
  const [posted, action] = useActionState(given, idle, place)
  const [sent, setSent] = useState<ActionState<Done> | null>(null)
  const [pending, start] = useTransition()

  const send = ({ data, element }: Filled, after?: (state: ActionState<Done>) => void) =>
    start(async () => {
      const state = await given(idle, data).catch((error: unknown) => {
        unstable_rethrow(error)
        return failed(codeOf(error), data)
      })
      if (state.status === 'done') forgetUnsentOf(element)
      if (state.status === 'done' && state.goTo !== undefined) await leaveFor(state.goTo)
      start(() => {
        setSent(state)
        after?.(state)
      })
    })

  const onSubmit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (!pending) send(filledIn(event))
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

/** What a form held when it was sent. */
export type Filled = { data: FormData; element: HTMLFormElement }

export function filledIn(event: SubmitEvent<HTMLFormElement>): Filled {
  const element = event.currentTarget
  return { data: new FormData(element, event.nativeEvent.submitter), element }
}

/** What the server answers before the action runs (`app/_server/front/error-responses.ts`), as codes of forms. */
const refusals: Record<string, string> = {
  'signed-out': 'signed-out',
  'too-large': 'files-too-large',
  'too-often': 'files-busy',
}

// fetch fails with a TypeError when nothing answers; an answer that is not ours (503, say) is another kind of error.
function codeOf(error: unknown): string {
  if (error instanceof TypeError || !navigator.onLine) return 'offline'
  return (error instanceof Error && refusals[error.message]) || 'try-again'
}

function failed(code: string, form: FormData) {
  const values = textOf(form)
  return code.startsWith('files-')
    ? { status: 'invalid' as const, fields: { files: code }, values }
    : { status: 'refused' as const, code, values }
}

function textOf(form: FormData): Record<string, string> {
  const texts: Record<string, string> = {}
  for (const [name, value] of form) if (typeof value === 'string') texts[name] = value
  return texts
}
