import type { ComponentProps } from 'react'

/** `primary` is filled, `plain` outlined. A pair such as grant and withdraw is given the same look, whichever it is. */
export type ButtonLook = 'primary' | 'plain'

const shape =
  'inline-flex min-h-12 items-center justify-center gap-2 rounded-ui border-[1.5px] px-5 py-2.5 text-center font-ui text-body leading-tight font-semibold no-underline transition-colors duration-100'

const looks: Record<ButtonLook, string> = {
  primary:
    'border-accent bg-accent text-on-accent hover:border-accent-deep hover:bg-accent-deep hover:text-on-accent',
  plain:
    'border-accent bg-transparent text-accent hover:border-accent-deep hover:bg-wash hover:text-accent-deep',
}

const off =
  'disabled:cursor-not-allowed disabled:border-edge disabled:bg-transparent disabled:text-soft aria-disabled:cursor-not-allowed aria-disabled:border-edge aria-disabled:bg-transparent aria-disabled:text-soft'

const classes = (look: ButtonLook, more: string | undefined, ...rest: string[]) =>
  [shape, looks[look], ...rest, more].filter(Boolean).join(' ')

/** A button that acts. It submits its form unless `type` says otherwise. 48 px high. */
export function Button({
  look = 'primary',
  type = 'submit',
  className,
  ...rest
}: ComponentProps<'button'> & { look?: ButtonLook }) {
  return <button type={type} className={classes(look, className, off, 'cursor-pointer')} {...rest} />
}

/** A link that looks like a button. */
export function ButtonLink({
  look = 'primary',
  className,
  ...rest
}: ComponentProps<'a'> & { look?: ButtonLook }) {
  return <a className={classes(look, className)} {...rest} />
}
