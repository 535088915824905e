import type { ComponentProps } from 'react'
import { described, Field, type FieldProps } from './field.tsx'

type Props = FieldProps & Omit<ComponentProps<'input'>, 'id' | 'name' | 'type'>

/** Files to send along. What they are is judged by their content, on the server. */
export function FileField({ label, aside, hint, error, compact, ...input }: Props) {
  const { id = input.name } = input
  return (
    <Field
      id={id}
      label={label}
      aside={aside}
      hint={hint}
      error={error}
      compact={compact}
      className="max-w-measure"
    >
      <input
        {...input}
        {...described(id, hint, error)}
        id={id}
        type="file"
        className={`files-input block w-full max-w-measure rounded-ui border-[1.5px] border-dashed bg-raised px-3.5 py-2 text-small text-ink ${
          compact ? 'mt-1.5' : 'mt-2'
        } ${error ? 'border-broken' : 'border-edge'}`}
      />
    </Field>
  )
}

/** The types that requests take; the file's content is checked again. */
export const attachmentTypes = '.pdf,.png,.jpg,.jpeg,.txt,application/pdf,image/png,image/jpeg,text/plain'
