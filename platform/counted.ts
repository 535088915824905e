/** Lists are counted no further: past it a number says nothing and would only be slow. */
export const COUNTED = 1000

/** Goes before a number that may have stopped at `COUNTED`: a sign that every language has. */
export const atLeast = (count: number) => (count >= COUNTED ? '≥\u00a0' : '')
