import type { ReactNode } from 'react'

export type WordLabels = {
  data: string
  term: string
  retention: string
  recipients: string
  crossBorder: string
  publication: string
  withdrawal: string
  ifOff: string
}

const conditions = ['term', 'retention', 'recipients', 'crossBorder', 'publication', 'withdrawal'] as const

type Words = Record<string, string>

/**
 * The conditions that a page can show once: what most of these consent texts say word for word, where all of them say
 * something. A purpose that says something else shows it itself.
 */
export function sharedConditions(texts: readonly Words[]): Words {
  const shared = conditions.flatMap((name) => {
    const said = texts.map((one) => one[name])
    if (said.includes(undefined)) return []
    const most = said.find((text) => said.filter((one) => one === text).length * 2 > said.length)
    return most ? [[name, most] as const] : []
  })
  return Object.fromEntries(shared)
}

/** The words of a purpose without those that a page shows once. */
export const withoutShared = (words: Words, shared: Words): Words =>
  Object.fromEntries(Object.entries(words).filter(([name, text]) => shared[name] !== text))

type ConditionsProps = { words: Words; labels: WordLabels; stopsId?: string; lead?: ReactNode }

/**
 * What stops without the consent, and its conditions in the order of Art. 8(4) of Law 94-V, run in one paragraph. `lead`: what
 * the paragraph begins with.
 */
export function Conditions({ words, labels, stopsId, lead }: ConditionsProps) {
  const facts = (['stops', 'data', ...conditions] as const).filter((name) => words[name])
  if (facts.length === 0 && !lead) return null
  return (
    <div className="max-w-measure text-small leading-snug text-soft max-md:text-[0.875rem] max-md:leading-[1.32]">
      {lead ? <p className="inline">{lead} </p> : null}
      <dl className="inline">
        {facts.map((name) => (
          <div key={name} className="inline">
            <dt className="inline text-ink">{name === 'stops' ? labels.ifOff : `${labels[name]}:`}</dt>{' '}
            <dd id={name === 'stops' ? stopsId : undefined} className="inline">
              {ended(words[name] ?? '')}
            </dd>{' '}
          </div>
        ))}
      </dl>
    </div>
  )
}

/** The conditions run on in one paragraph: what an operator wrote without a full stop gets one. */
const ended = (text: string) => (/[.!?…]$/.test(text) ? text : `${text}.`)

type Props = {
  words: Words
  labels: WordLabels
  /** Conditions that the page shows once, for every purpose that says nothing else. */
  shared?: Words
  stopsId?: string
}

/** What a purpose is for, its conditions, and what stops without it: everything that the recorded text hash covers. */
export function PurposeText({ words, labels, shared = {}, stopsId }: Props) {
  const own = withoutShared(words, shared)
  return (
    <div className="space-y-1">
      <p className="max-w-measure text-small max-md:leading-snug md:text-body">
        {words.what} {words.why}
      </p>
      <Conditions words={own} labels={labels} {...(stopsId && { stopsId })} />
    </div>
  )
}
