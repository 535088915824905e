'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import type { ChangeEvent, SubmitEvent } from 'react'
import { type DefaultValues, type FieldValues, type Path, useForm } from 'react-hook-form'
import { config, type ZodType } from 'zod'
import type { ActionState, ErrorWords, FormAction } from './action-state.ts'
import { wordsFor } from './form-trouble.tsx'
import { filledIn, useActionForm } from './use-action-form.ts'

// zod would otherwise try whether code can be made from text, which the page's policy forbids and reports.
config({ jitless: true })

type Given<Fields extends FieldValues, Done> = {
  action: FormAction<Done>
  /** The rule of the server for the fields that are typed. */
  schema: ZodType<unknown, Fields>
  initial: DefaultValues<Fields>
  words: ErrorWords
}

/**
 * Checks a form with the server's own schema: each field on blur, all fields before sending, focus on the first
 * error. Server errors appear beside the same fields.
 */
export function useCheckedForm<Fields extends FieldValues, Done>(given: Given<Fields, Done>) {
  const { state, action, pending, send } = useActionForm(given.action)
  const answer = state.status === 'invalid' || state.status === 'refused' ? state : { values: {}, params: {} }
  const before: Record<string, string> = answer.values
  const form = useForm<Fields, unknown, unknown>({
    resolver: zodResolver(given.schema),
    defaultValues: { ...given.initial, ...before },
    mode: 'onBlur',
    reValidateMode: 'onChange',
  })
  const { errors, dirtyFields } = form.formState

  const field = (name: Path<Fields>) => {
    const own = errors[name]?.message
    const answered = state.status === 'invalid' && !(name in dirtyFields) ? state.fields[name] : undefined
    const code = typeof own === 'string' ? own : answered
    const registered = form.register(name)
    return {
      ...registered,
      // A mark that went only when the field is left would go under a finger that is on its way to the button.
      onChange: (event: ChangeEvent<HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement>) => {
        if (own !== undefined) form.clearErrors(name)
        return registered.onChange(event)
      },
      defaultValue: before[name] ?? String(given.initial[name as keyof typeof given.initial] ?? ''),
      error: code === undefined ? undefined : wordsFor(code, given.words, name, answer.params),
    }
  }

  // Stands until the field is changed.
  const showAnswer = (answer: ActionState<Done>) => {
    if (answer.status !== 'invalid') return
    for (const name of Object.keys(answer.fields))
      if (name in given.initial) form.setError(name as Path<Fields>, { message: answer.fields[name] })
  }

  const onSubmit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const filled = filledIn(event)
    if (!pending) form.handleSubmit(() => send(filled, showAnswer))()
  }

  return { state, action, pending, field, onSubmit }
}
