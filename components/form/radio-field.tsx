import type { ReactNode } from 'react'
import { described, FieldError, FieldHint, type FieldProps } from './field.tsx'

export type Option = { value: string; word: ReactNode; note?: ReactNode }

type Props = FieldProps & {
  options: readonly Option[]
  chosen?: string | undefined
  onChoose?: (value: string) => void
  inline?: boolean | undefined
}

/** One of several, all in sight: nothing is opened to see what there is. */
export function RadioField(props: Props) {
  const { name, label, hint, error, id = name, options, chosen, onChoose, inline = false } = props
  return (
    <fieldset id={id} {...described({ id, hint, error })}>
      <legend className="font-semibold">{label}</legend>
      <FieldHint id={id}>{hint}</FieldHint>
      <div className={inline ? 'mt-0.5 flex flex-wrap gap-x-6' : 'mt-0.5'}>
        {options.map(({ value, word, note }) => (
          <label key={value} className="flex min-h-10 cursor-pointer items-baseline gap-2.5 py-1.5">
            <input
              type="radio"
              name={name}
              value={value}
              defaultChecked={value === chosen}
              onChange={onChoose && (() => onChoose(value))}
              className="size-4.5 shrink-0 translate-y-0.5 accent-accent"
            />
            <span>
              {word}
              {note ? <span className="block text-small text-soft">{note}</span> : null}
            </span>
          </label>
        ))}
      </div>
      <FieldError id={id}>{error}</FieldError>
    </fieldset>
  )
}
