import type { ReactNode } from 'react'

export type State = 'kept' | 'due' | 'broken' | 'plain'
/** Of evidence there are two more: nothing is known, and nothing is to be judged. */
export type MarkedState = Exclude<State, 'plain'> | 'unknown' | 'neutral'

export const stateColour: Record<State | MarkedState, string> = {
  kept: 'text-kept',
  due: 'text-due',
  broken: 'text-broken',
  unknown: 'text-soft',
  neutral: 'text-soft',
  plain: 'text-soft',
}

const shapes: Record<MarkedState, ReactNode> = {
  kept: <circle cx="6" cy="6" r="5" fill="currentColor" />,
  due: <circle cx="6" cy="6" r="4.1" fill="none" stroke="currentColor" strokeWidth="1.8" />,
  broken: <path d="M6 .4 11.6 6 6 11.6.4 6Z" fill="currentColor" />,
  unknown: (
    <circle
      cx="6"
      cy="6"
      r="4.6"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.4"
      strokeDasharray="1.9 1.7"
    />
  ),
  neutral: <path d="M1 4.9H11V7.1H1Z" fill="currentColor" />,
}

/** The shape that goes with a state's word: disc, ring, diamond, broken ring, bar. Told apart without colour, in print too. */
export function StateMark({ state }: { state: MarkedState }) {
  return (
    <svg
      viewBox="0 0 12 12"
      aria-hidden="true"
      className={`inline-block size-[0.7em] shrink-0 ${stateColour[state]}`}
    >
      {shapes[state]}
    </svg>
  )
}
