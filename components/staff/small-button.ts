/** For a `Button` or `ButtonLink` within a row or beside a field of the desk: 40 px high. */
export const small = 'min-h-10! px-3.5! py-1.5! text-small!'
