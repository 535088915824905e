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

/** The conditions that all of these consent texts share word for word, so that a page can show them once. */
export function sharedConditions(texts: readonly Words[]): Words {
  const shared = conditions.filter(
    (name) => texts[0]?.[name] && texts.every((one) => one[name] === texts[0]?.[name]),
  )
  return Object.fromEntries(shared.map((name) => [name, texts[0]?.[name] ?? '']))
}

/** Conditions of a consent, in the order of Art. 8(4) of Law 94-V. */
export function Conditions({ words, labels }: { words: Words; labels: WordLabels }) {
  const facts = (['data', ...conditions] as const).filter((name) => words[name])
  if (facts.length === 0) return null
  return (
    <dl className="max-w-measure space-y-1 text-small text-soft">
      {facts.map((name) => (
        <div key={name}>
          <dt className="inline after:content-[':']">{labels[name]}</dt>{' '}
          <dd className="inline">{words[name]}</dd>
        </div>
      ))}
    </dl>
  )
}

type Props = {
  words: Words
  labels: WordLabels
  /** Conditions that the page already shows for all purposes. */
  shared?: Words
  stopsId?: string
  children?: ReactNode
}

/** What a purpose is for, its conditions, and what stops without it: everything that the recorded text hash covers. */
export function PurposeText({ words, labels, shared = {}, stopsId, children }: Props) {
  const own = Object.fromEntries(Object.entries(words).filter(([name]) => !(name in shared)))
  return (
    <div className="space-y-2">
      <p className="max-w-measure">
        {words.what} {words.why}
      </p>
      {children}
      {words.stops ? (
        <p id={stopsId} className="max-w-measure text-small">
          <span className="text-soft">{labels.ifOff}</span> {words.stops}
        </p>
      ) : null}
      <Conditions words={own} labels={labels} />
    </div>
  )
}
