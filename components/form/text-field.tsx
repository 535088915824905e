import type { ComponentProps } from 'react'
import { control, described, Field, type FieldProps } from './field.tsx'

type Props = FieldProps & Omit<ComponentProps<'input'>, 'id' | 'name'>

/** One line to type in, or a date to choose. */
export function TextField({ label, aside, hint, error, compact, className = '', ...input }: Props) {
  const { id = input.name } = input
  const size = compact ? 'mt-1.5 min-h-11 max-w-[26rem] py-1.5' : 'mt-2 min-h-12 py-2 text-body'
  return (
    <Field
      id={id}
      label={label}
      aside={aside}
      hint={hint}
      error={error}
      compact={compact}
      className={compact ? '' : 'max-w-[30rem]'}
    >
      <input
        {...input}
        {...described(id, hint, error)}
        id={id}
        className={`${control(error)} ${size} ${className}`}
      />
    </Field>
  )
}
