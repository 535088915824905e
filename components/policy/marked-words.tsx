import type { Mark } from '#domain/policy/rules/compare-texts.ts'

/** What is gone is struck through, what is new is underlined: neither is told by colour alone. */
export function MarkedWords({ marks }: { marks: readonly Mark[] }) {
  let at = 0
  return marks.map(({ kind, text }) => {
    const key = `${at} ${kind}`
    at += text.length
    if (kind === 'removed')
      return (
        <del key={key} className="text-soft decoration-broken">
          {text}
        </del>
      )
    if (kind === 'added')
      return (
        <ins key={key} className="bg-wash font-medium decoration-kept underline-offset-4">
          {text}
        </ins>
      )
    return <span key={key}>{text}</span>
  })
}
