import type { ComponentProps, ReactNode } from 'react'

type Props = Omit<ComponentProps<'input'>, 'id'> & {
  name: string
  label: ReactNode
  hint?: ReactNode
  /** Words, not a code. */
  error?: string | undefined
}

/**
 * A labelled input with hint and error. The error line is always reserved, so that the button below does not move
 * while it is being pressed.
 */
export function TextField({ name, label, hint, error, className = '', ...input }: Props) {
  const hintId = hint ? `${name}-hint` : undefined
  const errorId = `${name}-error`
  return (
    <div className="max-w-[30rem]">
      <label htmlFor={name} className="block font-semibold">
        {label}
      </label>
      {hint ? (
        <p id={hintId} className="mt-0.5 text-small text-soft">
          {hint}
        </p>
      ) : null}
      <input
        {...input}
        id={name}
        name={name}
        aria-invalid={error ? true : undefined}
        aria-describedby={[hintId, error ? errorId : undefined].filter(Boolean).join(' ') || undefined}
        className={`mt-2 block min-h-12 w-full rounded-ui border-[1.5px] bg-raised px-3.5 py-2 text-body text-ink ${
          error ? 'border-broken' : 'border-edge'
        } ${className}`}
      />
      <p id={errorId} className="mt-1 min-h-6 text-small font-semibold text-broken">
        {error}
      </p>
    </div>
  )
}
