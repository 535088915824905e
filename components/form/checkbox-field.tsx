import { described, FieldError, type FieldProps } from './field.tsx'
import type { Option } from './radio-field.tsx'

type Props = Pick<FieldProps, 'name' | 'label' | 'error' | 'compact'> & {
  options: readonly Option[]
  chosen: readonly string[]
}

/** Any of several, all in sight. */
export function CheckboxField({ name, label, error, compact, options, chosen }: Props) {
  return (
    <fieldset id={name} {...described({ id: name, error })}>
      <legend className="font-semibold">{label}</legend>
      <div className="mt-1">
        {options.map(({ value, word, note }) => (
          <label key={value} className="flex min-h-11 w-fit cursor-pointer items-start gap-3 py-2">
            <input
              type="checkbox"
              name={name}
              value={value}
              defaultChecked={chosen.includes(value)}
              className="mt-0.5 size-5 shrink-0 accent-accent"
            />
            <span>
              {word}
              {note ? <span className="block text-small text-soft">{note}</span> : null}
            </span>
          </label>
        ))}
      </div>
      <FieldError id={name} reserved={!compact}>
        {error}
      </FieldError>
    </fieldset>
  )
}
