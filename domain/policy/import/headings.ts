/** What is known of a policy before its file is read: parts and clauses with every heading that they have had. */
export type KnownHeadings = { parts: KnownPiece[]; clauses: KnownPiece[] }
export type KnownPiece = { id: string; titles: readonly string[] }

const number = /^§?\s*(\d{1,2}(?:\.\d{1,2})*)[.)]?[-\s]+(?=[\p{L}«"])/u

/** A heading without the number before it; the page numbers parts and clauses itself. */
export const withoutNumber = (heading: string) => heading.replace(number, '')

/** How many numbers a heading begins with: 2 for `2.1 Cookies`, null without one. */
export const numberDepth = (heading: string) => number.exec(heading)?.[1]?.split('.').length ?? null

/** The words of a heading without number, case, signs and the two dots of ё. */
export const headingKey = (heading: string) =>
  withoutNumber(heading)
    .toLowerCase()
    .replace(/ё/g, 'е')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
