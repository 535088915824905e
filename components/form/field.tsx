import type { ReactNode } from 'react'

export type FieldProps = {
  /** Unique on the page; the field's name where none is given. */
  id?: string | undefined
  name: string
  label: ReactNode
  /** Beside the label, quietly: “optional”. */
  aside?: ReactNode
  hint?: ReactNode
  /** Words, not a code. */
  error?: string | undefined
  /** For dense pages of staff: smaller, and no line is reserved for an error. */
  compact?: boolean | undefined
}

type Props = Omit<FieldProps, 'name'> & { id: string; className?: string; children: ReactNode }

/** Label, hint, control and error of one field. `aria-describedby` of the control comes from `described`. */
export function Field({ id, label, aside, hint, error, compact, className, children }: Props) {
  return (
    <div className={className}>
      <label htmlFor={id} className="block font-semibold">
        {label}
        {aside ? <span className="font-normal text-soft"> ({aside})</span> : null}
      </label>
      <FieldHint id={id}>{hint}</FieldHint>
      {children}
      <FieldError id={id} reserved={!compact}>
        {error}
      </FieldError>
    </div>
  )
}

export const FieldHint = ({ id, children }: { id: string; children: ReactNode }) =>
  children ? (
    <p id={`${id}-hint`} className="mt-0.5 max-w-measure text-small text-soft">
      {children}
    </p>
  ) : null

type ErrorProps = {
  id: string
  /** Keeps its line without an error, so that a button below does not move while it is being pressed. */
  reserved?: boolean
  children: string | undefined
}

export const FieldError = ({ id, reserved = false, children }: ErrorProps) =>
  children || reserved ? (
    <p
      id={`${id}-error`}
      className={`mt-1 text-small font-semibold text-broken ${reserved ? 'min-h-6' : ''}`}
    >
      {children}
    </p>
  ) : null

/** What `Field` takes of a control's properties, and what is left for the control itself. */
export function splitField<Given extends FieldProps>(given: Given) {
  const { label, aside, hint, error, compact, ...control } = given
  const id = given.id ?? given.name
  return { field: { id, label, aside, hint, error, compact }, control: { ...control, id } }
}

type Described = { id: string; hint?: ReactNode; error?: string | undefined }

/** Ties a control to its hint, its error and the element with the id `further`. */
export const described = ({ id, hint, error }: Described, further?: string) => ({
  'aria-invalid': error ? true : undefined,
  'aria-describedby':
    [hint ? `${id}-hint` : '', error ? `${id}-error` : '', further ?? ''].filter(Boolean).join(' ') ||
    undefined,
})

/** The look of everything that is typed in. */
export const controlLook = (error: string | undefined) =>
  `block w-full rounded-ui border-[1.5px] bg-raised px-3.5 text-ink ${error ? 'border-broken' : 'border-edge'}`
