import type { ComponentProps } from 'react'
import { described, Field, type FieldProps, splitField } from './field.tsx'

type Props = FieldProps & Omit<ComponentProps<'input'>, 'id' | 'name' | 'type'>

/** Files to send along. What they are is judged by their content, on the server. */
export function FileField(props: Props) {
  const { field, control } = splitField(props)
  const { compact, error } = field
  return (
    <Field {...field} className="max-w-measure">
      <input
        {...control}
        {...described(field)}
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
