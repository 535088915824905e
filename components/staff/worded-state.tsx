import { type State, StateMark, stateColour } from '#components/ui/state-mark.tsx'

export type Worded = { tone: State; word: string; detail?: string | undefined }

/** A state in a word with its shape, and quietly what belongs to it. */
export function WordedState({ tone, word, detail }: Worded) {
  return (
    <>
      <span
        className={
          tone === 'plain' ? '' : `inline-flex items-baseline gap-1.5 ${stateColour[tone]} font-semibold`
        }
      >
        {tone === 'plain' ? null : <StateMark state={tone} />}
        {word}
      </span>
      {detail ? <span className="block text-soft">{detail}</span> : null}
    </>
  )
}
