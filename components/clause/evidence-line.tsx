import { type State, StateMark, stateColour } from '../ui/state-mark.tsx'

/** What real records say of a promise: its state in a word, the figures behind it, and the day they were measured. */
export type Evidence = {
  state: Exclude<State, 'plain'>
  word: string
  detail?: string
  measured?: { on: string; words: string }
}

export function EvidenceLine({ evidence }: { evidence: Evidence }) {
  return (
    <span className="text-soft">
      <StateMark state={evidence.state} />{' '}
      <b className={`font-semibold ${stateColour[evidence.state]}`}>{evidence.word}</b>
      {evidence.detail ? ` · ${evidence.detail}` : null}
      {evidence.measured ? (
        <>
          {' · '}
          <time dateTime={evidence.measured.on}>{evidence.measured.words}</time>
        </>
      ) : null}
    </span>
  )
}
