/** 40 px high, for buttons within a row or beside a field. */
export const small = 'min-h-10! px-3.5! py-1.5! text-small!'
