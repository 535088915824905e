'use client'

import { type ChangeEvent, type RefObject, useEffect, useState } from 'react'
import { attachmentTypes, FileField } from '#components/form/file-field.tsx'

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
      <FileField
        ref={inputRef}
        name="files"
        multiple
        accept={attachmentTypes}
        onChange={onChange}
        label={texts.label}
        aside={texts.optional}
        hint={texts.hint}
        error={error}
      />
      {answered && !scripted ? <p className="-mt-1 mb-2 text-small">{texts.again}</p> : null}
    </div>
  )
}
