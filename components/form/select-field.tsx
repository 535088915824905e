import type { ComponentProps } from 'react'
import { controlLook, described, Field, type FieldProps, splitField } from './field.tsx'

type Props = Omit<FieldProps, 'compact'> &
  Omit<ComponentProps<'select'>, 'id' | 'name'> & { options: readonly { value: string; word: string }[] }

/** One of many, folded away. */
export function SelectField({ options, className = '', ...props }: Props) {
  const { field, control } = splitField(props)
  return (
    <Field {...field} compact>
      <select
        {...control}
        {...described(field)}
        className={`${controlLook(field.error)} mt-1.5 min-h-11 py-1.5 ${className}`}
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
