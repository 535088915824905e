'use client'

import { type ChangeEvent, useEffect, useRef, useState } from 'react'
import type { ActionState } from '#components/form/action-state.ts'
import { type Prepared, prepareFiles } from './prepare-files.ts'

/**
 * Prepares files when they are chosen and puts the prepared ones into the field. The form is not sent with a faulty choice; a
 * press of its button while files are prepared sends it afterwards. `chosen` is null until a choice is made after `state`.
 */
export function useChosenFiles<Done>(state: ActionState<Done>) {
  const input = useRef<HTMLInputElement>(null)
  const [chosen, setChosen] = useState<{ prepared: Prepared; after: ActionState<Done> } | null>(null)
  const [working, setWorking] = useState(false)
  const [names, setNames] = useState<readonly string[]>([])
  const current = chosen?.after === state ? chosen.prepared : null
  const now = useRef({ working: false, fault: false, pressed: null as HTMLElement | null })
  const latest = useRef(0)
  now.current.fault = (current?.fault ?? null) !== null

  useEffect(() => {
    const form = input.current?.form
    // React listens above the form, so that a form stopped here is not sent.
    const guard = (event: SubmitEvent) => {
      const { working, fault } = now.current
      if (!working && !fault) return
      event.preventDefault()
      event.stopImmediatePropagation()
      if (working) now.current.pressed = event.submitter ?? (event.currentTarget as HTMLFormElement)
      else input.current?.focus()
    }
    form?.addEventListener('submit', guard, { capture: true })
    return () => form?.removeEventListener('submit', guard, { capture: true })
  }, [])

  const onChange = async ({ target }: ChangeEvent<HTMLInputElement>) => {
    const turn = ++latest.current
    now.current.working = true
    setWorking(true)
    setNames([...(target.files ?? [])].map(({ name }) => name))
    const prepared = await prepareFiles([...(target.files ?? [])])
    if (turn !== latest.current) return
    if (prepared.smaller.length > 0) target.files = listOf(prepared.files)
    now.current.working = false
    now.current.fault = prepared.fault !== null
    setWorking(false)
    setChosen({ prepared, after: state })
    const { pressed } = now.current
    now.current.pressed = null
    if (pressed && !prepared.fault)
      target.form?.requestSubmit(pressed instanceof HTMLFormElement ? null : pressed)
  }

  return { input, chosen: current, names, working, onChange }
}

function listOf(files: readonly File[]): FileList {
  const list = new DataTransfer()
  for (const file of files) list.items.add(file)
  return list.files
}
