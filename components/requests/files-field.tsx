'use client'

import { type ChangeEvent, type RefObject, useEffect, useState } from 'react'

export type FilesTexts = { label: string; optional: string; hint: string; again: string }

type Props = {
  texts: FilesTexts
  /** Words, not a code. */
  error: string | undefined
  /** The form came back from the server. */
  answered: boolean
  onChange: (event: ChangeEvent<HTMLInputElement>) => void
  inputRef: RefObject<HTMLInputElement | null>
}

/** Files to send along. A page that comes back without script has lost them, and says so. */
export function FilesField({ texts, error, answered, onChange, inputRef }: Props) {
  const [scripted, setScripted] = useState(false)
  useEffect(() => setScripted(true), [])
  return (
    <div className="max-w-measure">
      <label htmlFor="files" className="block font-semibold">
        {texts.label}
        <span className="font-normal text-soft"> ({texts.optional})</span>
      </label>
      <p id="files-hint" className="mt-0.5 text-small text-soft">
        {texts.hint}
      </p>
      <input
        ref={inputRef}
        id="files"
        name="files"
        type="file"
        multiple
        accept=".pdf,.png,.jpg,.jpeg,.txt,application/pdf,image/png,image/jpeg,text/plain"
        onChange={onChange}
        aria-invalid={error ? true : undefined}
        aria-describedby={error ? 'files-hint files-error' : 'files-hint'}
        className={`files-input mt-2 block w-full rounded-ui border-[1.5px] border-dashed bg-raised px-3.5 py-2 text-small text-ink ${
          error ? 'border-broken' : 'border-edge'
        }`}
      />
      <p id="files-error" className="mt-1 min-h-6 text-small font-semibold text-broken">
        {error}
      </p>
      {answered && !scripted ? <p className="-mt-1 mb-2 text-small">{texts.again}</p> : null}
    </div>
  )
}
