import type { ComponentProps } from 'react'
import { controlLook, described, Field, type FieldProps, splitField } from './field.tsx'

type Props = FieldProps & Omit<ComponentProps<'input'>, 'id' | 'name'>

/** One line to type in, or a date to choose. */
export function TextField({ className = '', ...props }: Props) {
  const { field, control } = splitField(props)
  const { compact, error } = field
  const width = props.type === 'date' ? 'max-w-48' : 'max-w-[26rem]'
  const size = compact ? `mt-1.5 min-h-11 ${width} py-1.5` : 'mt-2 min-h-12 py-2 text-body'
  return (
    <Field {...field} className={compact ? '' : 'max-w-[30rem]'}>
      <input {...control} {...described(field)} className={`${controlLook(error)} ${size} ${className}`} />
    </Field>
  )
}
