import type { ComponentProps, ReactNode } from 'react'

type Around = {
  /** Unique on the page; the field's name where none is given. */
  id?: string
  name: string
  label: ReactNode
  hint?: ReactNode
  /** Words, not a code. */
  error?: string | undefined
}

const edge = (error: string | undefined) => (error ? 'border-broken' : 'border-edge')
const described = (id: string, hint: ReactNode, error: string | undefined) => ({
  'aria-invalid': error ? true : undefined,
  'aria-describedby':
    [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ') || undefined,
})

function Labelled({ id, label, hint, error, children }: Omit<Around, 'name'> & { children: ReactNode }) {
  return (
    <div>
      <label htmlFor={id} className="block font-semibold">
        {label}
      </label>
      <Remark id={`${id}-hint`}>{hint}</Remark>
      {children}
      <Fault id={`${id}-error`}>{error}</Fault>
    </div>
  )
}

const Remark = ({ id, children }: { id?: string; children: ReactNode }) =>
  children ? (
    <p id={id} className="mt-0.5 max-w-measure text-small text-soft">
      {children}
    </p>
  ) : null

const Fault = ({ id, children }: { id: string; children: string | undefined }) =>
  children ? (
    <p id={id} className="mt-1 text-small font-semibold text-broken">
      {children}
    </p>
  ) : null

export function TextArea({ ...given }: Around & Omit<ComponentProps<'textarea'>, 'id' | 'name'>) {
  const { label, hint, error, id = given.name, className = '', rows = 4, ...rest } = given
  return (
    <Labelled id={id} label={label} hint={hint} error={error}>
      <textarea
        {...rest}
        {...described(id, hint, error)}
        id={id}
        rows={rows}
        className={`mt-1.5 block field-sizing-content min-h-24 w-full max-w-measure rounded-ui border-[1.5px] bg-raised px-3.5 py-2 font-ui ${edge(error)} ${className}`}
      />
    </Labelled>
  )
}

/** One line to type in, a date to choose. */
export function LineField(given: Around & Omit<ComponentProps<'input'>, 'id' | 'name'>) {
  const { label, hint, error, id = given.name, className = '', ...rest } = given
  return (
    <Labelled id={id} label={label} hint={hint} error={error}>
      <input
        {...rest}
        {...described(id, hint, error)}
        id={id}
        className={`mt-1.5 block min-h-11 w-full max-w-[26rem] rounded-ui border-[1.5px] bg-raised px-3.5 py-1.5 ${edge(error)} ${className}`}
      />
    </Labelled>
  )
}

export function Hidden({ fields }: { fields: Record<string, string | number> }) {
  return Object.entries(fields).map(([name, value]) => (
    <input key={name} type="hidden" name={name} value={value} />
  ))
}

export type Option = { value: string; word: ReactNode; note?: ReactNode }

/** One of several, all in sight: nothing is opened to see what there is. */
export function Choice({
  name,
  label,
  hint,
  error,
  id = name,
  options,
  chosen,
  onChoose,
  inline = false,
}: Around & {
  options: readonly Option[]
  chosen?: string | undefined
  onChoose?: (value: string) => void
  inline?: boolean
}) {
  return (
    <fieldset id={id} {...described(id, hint, error)}>
      <legend className="font-semibold">{label}</legend>
      <Remark id={`${id}-hint`}>{hint}</Remark>
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
      <Fault id={`${id}-error`}>{error}</Fault>
    </fieldset>
  )
}

/** One of many, folded away. */
export function Select({
  options,
  className = '',
  ...given
}: Around &
  Omit<ComponentProps<'select'>, 'id' | 'name'> & { options: readonly { value: string; word: string }[] }) {
  const { label, hint, error, id = given.name, ...rest } = given
  return (
    <Labelled id={id} label={label} hint={hint} error={error}>
      <select
        {...rest}
        {...described(id, hint, error)}
        id={id}
        className={`mt-1 block min-h-10 w-full rounded-ui border-[1.5px] bg-raised px-2.5 py-1 ${edge(error)} ${className}`}
      >
        {options.map(({ value, word }) => (
          <option key={value} value={value}>
            {word}
          </option>
        ))}
      </select>
    </Labelled>
  )
}

/** Files to send along. What they are is judged by their content, on the server. */
export function FileField({ id, label, hint, error }: Omit<Around, 'name'> & { id: string }) {
  return (
    <Labelled id={id} label={label} hint={hint} error={error}>
      <input
        {...described(id, hint, error)}
        id={id}
        type="file"
        name="files"
        multiple
        accept=".pdf,.png,.jpg,.jpeg,.txt,application/pdf,image/png,image/jpeg,text/plain"
        className={`files-input mt-1.5 block w-full max-w-measure rounded-ui border-[1.5px] border-dashed bg-raised px-3.5 py-2 text-small ${edge(error)}`}
      />
    </Labelled>
  )
}
