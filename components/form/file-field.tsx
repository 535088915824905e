import type { ComponentProps } from 'react'
import { described, Field, type FieldProps, splitField } from './field.tsx'

type Props = FieldProps &
  Omit<ComponentProps<'input'>, 'id' | 'name' | 'type'> & {
    /** Words in the language of the page over the browser's own, which follow the browser; needs a script. */
    own?: { press: string; chosen: string } | undefined
  }

/** Files to send along. What they are is judged by their content, on the server. */
export function FileField({ own, ...props }: Props) {
  const { field, control } = splitField(props)
  const { compact, error } = field
  const frame = `w-full max-w-measure rounded-ui border-[1.5px] border-dashed bg-raised px-3.5 py-2 text-small text-ink ${
    compact ? 'mt-1.5' : 'mt-2'
  } ${error ? 'border-broken' : 'border-edge'}`
  return (
    <Field {...field} className="max-w-measure">
      <div className={own ? `files-own ${frame}` : undefined}>
        <input
          {...control}
          {...described(field)}
          type="file"
          className={own ? undefined : `files-input block ${frame}`}
        />
        {own ? (
          <span aria-hidden="true" className="flex flex-wrap items-center gap-x-3.5 gap-y-1">
            <span className="files-press">{own.press}</span>
            <span className="min-w-0 wrap-anywhere">{own.chosen}</span>
          </span>
        ) : null}
      </div>
    </Field>
  )
}

/** The types that requests take; the file's content is checked again. */
export const attachmentTypes = '.pdf,.png,.jpg,.jpeg,.txt,application/pdf,image/png,image/jpeg,text/plain'
