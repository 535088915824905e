'use client'

import { useEffect, useRef } from 'react'
import type { ActionState, ErrorWords } from './action-state.ts'

type Props<Done> = {
  state: ActionState<Done>
  words: ErrorWords
  /** What each field is called on the page. */
  labels?: Record<string, string>
  /** Where a person who is no longer signed in goes. */
  signInPath?: string
  /** Texts made for this form come first: `message-too-often` with the place `message`. */
  place?: string
}

/** What stopped a form, at its top, with a way to each field; takes the focus when it appears. */
export function FormTrouble<Done>({ state, words, labels = {}, signInPath, place }: Props<Done>) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (state.status === 'invalid' || state.status === 'refused') box.current?.focus()
  }, [state])
  if (state.status !== 'invalid' && state.status !== 'refused') return null
  return (
    <div
      ref={box}
      role="alert"
      tabIndex={-1}
      className="mb-6 max-w-measure border-l-[3px] border-broken py-0.5 pl-4"
    >
      {state.status === 'refused' ? (
        <p className="font-semibold text-broken">
          {wordsFor(state.code, words, place, state.params)}{' '}
          {state.code === 'signed-out' && signInPath ? (
            <a href={signInPath} data-way-in>
              {words['sign-in']}
            </a>
          ) : null}
          {state.code === 'confirm-first' && state.params?.confirmAt ? (
            <a href={state.params.confirmAt} target="_blank" rel="noreferrer">
              {words['confirm-first-link']}
            </a>
          ) : null}
        </p>
      ) : (
        <>
          <p className="font-semibold text-broken">{words.summary}</p>
          <ul className="mt-1">
            {Object.entries(state.fields).map(([field, code]) => (
              <li key={field}>
                {labels[field] ? <a href={`#${field}`}>{labels[field]}</a> : null}
                {labels[field] ? ': ' : null}
                {wordsFor(code, words, field, state.params)}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  )
}

/** The error of one field in words, if it has one. */
export function errorOf<Done>(
  state: ActionState<Done>,
  words: ErrorWords,
  field: string,
): string | undefined {
  const code = state.status === 'invalid' ? state.fields[field] : undefined
  return code && wordsFor(code, words, field)
}

/**
 * The text of a code, one made for the field first; of a code without any, that something is wrong. A code that ends in
 * its limit (`too-long-5000`) has a text with `{limit}` (`too-long-limit`).
 */
export function wordsFor(
  code: string,
  words: ErrorWords,
  field?: string,
  params: Record<string, string> = {},
): string {
  const [, kind, limit] = /^(.+)-(\d+)$/.exec(code) ?? []
  if (kind && limit) return wordsFor(`${kind}-limit`, words, field, { limit })
  const text = words[`${field}-${code}`] ?? words[code] ?? words.wrong ?? ''
  return text.replace(/\{(\w+)\}/g, (hole, name: string) => params[name] ?? hole)
}
