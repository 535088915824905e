import type { ComponentProps } from 'react'
import { control, described, Field, type FieldProps } from './field.tsx'

type Props = Omit<FieldProps, 'compact'> &
  Omit<ComponentProps<'select'>, 'id' | 'name'> & { options: readonly { value: string; word: string }[] }

/** One of many, folded away. */
export function SelectField({ options, label, aside, hint, error, className = '', ...select }: Props) {
  const { id = select.name } = select
  return (
    <Field id={id} label={label} aside={aside} hint={hint} error={error} compact>
      <select
        {...select}
        {...described(id, hint, error)}
        id={id}
        className={`${control(error)} mt-1 min-h-10 py-1 ${className}`}
      >
        {options.map(({ value, word }) => (
          <option key={value} value={value}>
            {word}
          </option>
        ))}
      </select>
    </Field>
  )
}
