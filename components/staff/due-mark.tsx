import { StateMark, stateColour } from '#components/ui/state-mark.tsx'

export type DueView = {
  /** `closed`: the day is the one on which it was. */
  state: 'late' | 'today' | 'later' | 'closed'
  /** “Overdue”, “Today”, “Closed”; empty otherwise. */
  word: string
  /** The day, as people read it; where there is no deadline, that there is none. */
  day: string
  /** ISO 8601, null without a deadline. */
  at: string | null
}

const tones = { late: 'broken', today: 'due', later: null, closed: null } as const

export function DueMark({ due }: { due: DueView }) {
  const tone = tones[due.state]
  return (
    <span className="inline-flex flex-wrap items-baseline gap-x-2 md:flex-nowrap">
      {tone ? (
        <span className={`inline-flex items-baseline gap-1.5 font-semibold ${stateColour[tone]}`}>
          <StateMark state={tone} />
          {due.word}
        </span>
      ) : due.word ? (
        <span className="text-soft">{due.word}</span>
      ) : null}
      {due.at ? <time dateTime={due.at}>{due.day}</time> : <span className="text-soft">{due.day}</span>}
    </span>
  )
}
