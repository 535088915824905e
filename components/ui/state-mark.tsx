export type State = 'kept' | 'due' | 'broken' | 'plain'

export const stateColour: Record<State, string> = {
  kept: 'text-kept',
  due: 'text-due',
  broken: 'text-broken',
  plain: 'text-soft',
}

const shapes = {
  kept: <circle cx="6" cy="6" r="5" fill="currentColor" />,
  due: <circle cx="6" cy="6" r="4.1" fill="none" stroke="currentColor" strokeWidth="1.8" />,
  broken: <path d="M6 .4 11.6 6 6 11.6.4 6Z" fill="currentColor" />,
}

/** The shape that goes with a state's word: disc, ring, diamond. Told apart without colour, in print too. */
export function StateMark({ state }: { state: Exclude<State, 'plain'> }) {
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
