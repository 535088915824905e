/** The words of a version in one language. */
export type PolicyText = {
  title: string
  introduction: string
  parts: { id: string; title: string; clauses: { id: string; title: string; body: string }[] }[]
}

/** Only what is published and hashed, in a fixed shape. */
export const shownText = ({ title, introduction, parts }: PolicyText): PolicyText => ({
  title,
  introduction,
  parts: parts.map((part) => ({
    id: part.id,
    title: part.title,
    clauses: part.clauses.map(({ id, title, body }) => ({ id, title, body })),
  })),
})
