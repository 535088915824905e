'use client'

import { useEffect, useRef, useState } from 'react'
import type { ErrorWords } from './action-state.ts'
import { changedFields, initialFields, putFields } from './unsent-fields.ts'
import {
  forgetAllUnsent,
  forgetOthersUnsent,
  forgetUnsent,
  keepUnsent,
  readUnsent,
  type UnsentName,
} from './unsent-store.ts'
import { forgetHere, onForgotten, tabStorage } from './unsent-tab.ts'

type Props = {
  name: UnsentName
  words: ErrorWords
  /** Asks before the page is left with text that was not sent. */
  warns?: boolean
}

/**
 * Inside a form: keeps what is typed in the tab until the form is sent, and puts it back when the form is opened again.
 * Without script there is nothing to keep and nothing is shown.
 */
export function UnsentText({ name: { form: formName, owner }, words, warns = false }: Props) {
  const place = useRef<HTMLDivElement>(null)
  const [restored, setRestored] = useState<{ undo: () => void } | null>(null)

  useEffect(() => {
    const form = place.current?.closest('form')
    const storage = tabStorage()
    if (!form || !storage) return
    const name = { form: formName, owner }
    const initial = initialFields(form)
    const save = () => keepUnsent(storage, name, changedFields(form, initial))
    const isUnsent = () => readUnsent(storage, name) !== null
    forgetOthersUnsent(storage, name)
    const kept = readUnsent(storage, name)
    // After the effects of the form itself, which then takes the text as typed.
    if (kept)
      queueMicrotask(() => {
        putFields(form, kept)
        const folded = form.closest('details')
        if (folded) folded.open = true
        setRestored({
          undo: () => {
            putFields(form, { ...Object.fromEntries(Object.keys(kept).map((one) => [one, ''])), ...initial })
            forgetUnsent(storage, name)
            setRestored(null)
          },
        })
      })
    form.addEventListener('input', save)
    form.addEventListener('change', save)
    const stopListening = onForgotten(() => forgetAllUnsent(storage))
    const stopWarning = warns ? warnOfLeaving(isUnsent) : () => {}
    return () => {
      form.removeEventListener('input', save)
      form.removeEventListener('change', save)
      stopListening()
      stopWarning()
    }
  }, [formName, owner, warns])

  return (
    <div ref={place} data-unsent={formName} data-owner={owner} role="status">
      {restored ? (
        <div className="mb-4 max-w-measure text-small text-soft">
          <p>{words['unsent-restored']}</p>
          <button type="button" className="text-button min-h-11 text-small" onClick={restored.undo}>
            {words['unsent-discard']}
          </button>
        </div>
      ) : null}
    </div>
  )
}

/** Another language and the way in lead back to the same form, which has the text then. */
const leadsBack = 'a[data-language], a[data-way-in]'

function warnOfLeaving(isUnsent: () => boolean): () => void {
  let comesBack = false
  const note = ({ target }: MouseEvent) => {
    comesBack = target instanceof Element && target.closest(leadsBack) !== null
  }
  const warn = (event: BeforeUnloadEvent) => {
    if (!comesBack && isUnsent()) event.preventDefault()
  }
  addEventListener('click', note, { capture: true })
  addEventListener('beforeunload', warn)
  return () => {
    removeEventListener('click', note, { capture: true })
    removeEventListener('beforeunload', warn)
  }
}

/** On the page after a sign-out: nothing that was typed stays in the browser. */
export function ForgetUnsent() {
  useEffect(forgetHere, [])
  return null
}
