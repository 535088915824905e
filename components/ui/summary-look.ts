/** What unfolds a part of a page, drawn like a link; its size and height are its place's. */
export const summaryLook = 'w-fit cursor-pointer text-accent underline decoration-1 underline-offset-3'

/** What unfolds a whole step. */
export const stepSummaryLook = 'min-h-11 cursor-pointer py-2.5 font-semibold text-accent'
