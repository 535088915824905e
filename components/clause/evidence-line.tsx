import { type MarkedState, StateMark, stateColour } from '../ui/state-mark.tsx'
import { Phase } from './phase.tsx'

/** What is known of a promise from one moment to another: its state in a word, and what was measured. */
export type EvidencePhase = {
  /** Null: a figure that nothing is promised about, without a mark. */
  state: MarkedState | null
  word: string
  detail: string
  /** ISO 8601; null: from or to any time. */
  from: string | null
  until: string | null
}

/** One line of evidence that changes by itself when a value expires. */
export function EvidenceLine({ phases }: { phases: readonly EvidencePhase[] }) {
  return phases.map(({ state, word, detail, from, until }, at) => (
    <Phase key={from} from={from} until={until} shown={at === 0}>
      {state ? (
        <>
          <StateMark state={state} /> <b className={`font-semibold ${stateColour[state]}`}>{word}</b>
          {detail ? ' · ' : null}
        </>
      ) : null}
      {detail}
    </Phase>
  ))
}
