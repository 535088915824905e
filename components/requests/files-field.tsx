'use client'

import { useSyncExternalStore } from 'react'
import type { ActionState, ErrorWords } from '#components/form/action-state.ts'
import { attachmentTypes, FileField } from '#components/form/file-field.tsx'
import { errorOf, wordsFor } from '#components/form/form-trouble.tsx'
import type { Locale } from '#i18n/locales.ts'
import { sizeInWords } from './size-in-words.ts'
import { useChosenFiles } from './use-chosen-files.ts'

export type FilesTexts = {
  locale: Locale
  label: string
  optional?: string
  hint: string
  /** Said by a page without script that comes back with an error. */
  again: string
  working: string
  choose: string
  none: string
  smaller: string
}

type Props<Done> = {
  texts: FilesTexts
  words: ErrorWords
  state: ActionState<Done>
  id?: string
  compact?: boolean
}

/** Files to send along: photos are made smaller and everything is checked when it is chosen. A faulty choice stops the form. */
export function FilesField<Done>({ texts, words, state, id, compact = false }: Props<Done>) {
  const { input, chosen, names, working, onChange } = useChosenFiles(state)
  const scripted = useSyncExternalStore(nothing, yes, no)
  const error = chosen
    ? chosen.fault
      ? wordsFor(chosen.fault, words, 'files')
      : undefined
    : errorOf(state, words, 'files')
  return (
    <div className="max-w-measure">
      <FileField
        ref={input}
        id={id}
        compact={compact}
        name="files"
        multiple
        accept={attachmentTypes}
        onChange={onChange}
        label={texts.label}
        aside={texts.optional}
        hint={texts.hint}
        error={error}
        own={scripted ? { press: texts.choose, chosen: names.join(', ') || texts.none } : undefined}
      />
      <div role="status" className="text-small text-soft">
        {working ? <p>{texts.working}</p> : null}
        {chosen?.smaller.map(({ name, before, after }) => (
          <p key={name} className="break-words">
            {texts.smaller
              .replace('{before}', sizeInWords(texts.locale, before))
              .replace('{after}', sizeInWords(texts.locale, after))
              .replace('{name}', name)}
          </p>
        ))}
      </div>
      {state.status !== 'idle' && !scripted ? <p className="-mt-1 mb-2 text-small">{texts.again}</p> : null}
    </div>
  )
}

const nothing = () => () => {}
const yes = () => true
const no = () => false
