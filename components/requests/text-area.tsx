import type { ComponentProps, ReactNode } from 'react'

type Props = Omit<ComponentProps<'textarea'>, 'id'> & {
  name: string
  label: ReactNode
  /** Beside the label, quietly: “optional”. */
  aside?: ReactNode
  hint?: ReactNode
  /** Words, not a code. */
  error?: string | undefined
}

/** Several lines to write in, as `TextField` is one. It grows with the text where the browser can. */
export function TextArea({ name, label, aside, hint, error, rows = 3, ...area }: Props) {
  const hintId = hint ? `${name}-hint` : undefined
  const errorId = `${name}-error`
  return (
    <div className="max-w-measure">
      <label htmlFor={name} className="block font-semibold">
        {label}
        {aside ? <span className="font-normal text-soft"> ({aside})</span> : null}
      </label>
      {hint ? (
        <p id={hintId} className="mt-0.5 text-small text-soft">
          {hint}
        </p>
      ) : null}
      <textarea
        {...area}
        id={name}
        name={name}
        rows={rows}
        aria-invalid={error ? true : undefined}
        aria-describedby={[hintId, error ? errorId : undefined].filter(Boolean).join(' ') || undefined}
        className={`mt-2 block field-sizing-content max-h-96 min-h-24 w-full resize-y rounded-ui border-[1.5px] bg-raised px-3.5 py-2.5 text-body text-ink ${
          error ? 'border-broken' : 'border-edge'
        }`}
      />
      <p id={errorId} className="mt-1 min-h-6 text-small font-semibold text-broken">
        {error}
      </p>
    </div>
  )
}
