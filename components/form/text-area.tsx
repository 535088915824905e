'use client'

import { type ChangeEvent, type ComponentProps, useState } from 'react'
import type { ErrorWords } from './action-state.ts'
import { controlLook, described, Field, type FieldProps, splitField } from './field.tsx'

export type LengthLimit = {
  /** In UTF-16 units, as the schemas count; a line end is one. */
  max: number
  words: ErrorWords
}

type Props = FieldProps &
  Omit<ComponentProps<'textarea'>, 'id' | 'name' | 'maxLength'> & { limit?: LengthLimit | undefined }

/** Several lines to write in; grows with the text where the browser can. Near its limit it counts what is left. */
export function TextArea({ limit, className = '', ...props }: Props) {
  const { field, control } = splitField(props)
  const { id, compact, error } = field
  const { onChange, rows = compact ? 4 : 3 } = control
  const [length, setLength] = useState(String(control.defaultValue ?? '').length)
  const count = limit && lengthText(length, limit)
  const change = (event: ChangeEvent<HTMLTextAreaElement>) => {
    setLength(event.target.value.length)
    return onChange?.(event)
  }
  const size = compact ? 'mt-1.5 max-w-measure py-2 font-ui' : 'mt-2 max-h-96 resize-y py-2.5 text-body'
  return (
    <Field {...field} className={compact ? '' : 'max-w-measure'}>
      <textarea
        {...control}
        {...described(field, count && `${id}-count`)}
        rows={rows}
        onChange={change}
        className={`${controlLook(error)} ${size} min-h-24 field-sizing-content ${className}`}
      />
      {count ? (
        <p id={`${id}-count`} role="status" className="mt-1 text-small text-soft tabular-nums">
          {count}
        </p>
      ) : null}
    </Field>
  )
}

const SHOWN_FROM = 0.8

/** How much room is left, or by how much a text is too long; nothing while there is plenty of room. */
export function lengthText(length: number, { max, words }: LengthLimit): string | undefined {
  if (length < max * SHOWN_FROM) return undefined
  const count = String(Math.abs(max - length))
  return words[length > max ? 'characters-over' : 'characters-left']?.replace('{count}', count)
}
