import type { ReactNode } from 'react'
import { type State, StateMark, stateColour } from './state-mark.tsx'

const edges: Record<State, string> = {
  plain: 'border-edge',
  kept: 'border-kept',
  due: 'border-due',
  broken: 'border-broken',
}

type Props = {
  tone?: State
  /** The state in a word or two: “Saved”, “Sample”. Colour and shape only go with it. */
  word: ReactNode
  children?: ReactNode
  /** `status` for results of an action, `alert` for errors; none for static notices. */
  role?: 'status' | 'alert'
  id?: string
  className?: string
}

/** A remark beside the text: a rule, a shape, a word, a sentence. */
export function Notice({ tone = 'plain', word, children, role, id, className = '' }: Props) {
  return (
    <div
      role={role}
      id={id}
      className={`max-w-measure border-l-[3px] py-0.5 pl-4 text-body ${edges[tone]} ${className}`}
    >
      <p className={`flex items-baseline gap-2 font-semibold ${tone === 'plain' ? '' : stateColour[tone]}`}>
        {tone === 'plain' ? null : <StateMark state={tone} />}
        {word}
      </p>
      {children ? <div className="mt-1">{children}</div> : null}
    </div>
  )
}
