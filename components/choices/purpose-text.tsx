import type { ReactNode } from 'react'

export type WordLabels = {
  data: string
  term: string
  recipients: string
  crossBorder: string
  publication: string
  withdrawal: string
  ifOff: string
}

/** Everything that the recorded text hash covers. */
export function PurposeText({
  words,
  labels,
  stopsId,
  children,
}: {
  words: Record<string, string>
  labels: WordLabels
  stopsId?: string
  /** The switch, between what it is for and what it costs. */
  children?: ReactNode
}) {
  const facts = [
    { label: labels.data, text: words.data },
    { label: labels.term, text: words.term },
    { label: labels.recipients, text: words.recipients },
    { label: labels.crossBorder, text: words.crossBorder },
    { label: labels.publication, text: words.publication },
    { label: labels.withdrawal, text: words.withdrawal },
  ].filter((fact) => fact.text)
  return (
    <>
      <p className="max-w-measure">
        {words.what} {words.why}
      </p>
      {children}
      {words.stops ? (
        <p id={stopsId} className="mt-1 max-w-measure">
          <b className="font-semibold">{labels.ifOff}</b> {words.stops}
        </p>
      ) : null}
      <dl className="mt-3 max-w-measure space-y-1 text-small text-soft">
        {facts.map((fact) => (
          <div key={fact.label}>
            <dt className="inline after:content-['.']">{fact.label}</dt>{' '}
            <dd className="inline">{fact.text}</dd>
          </div>
        ))}
      </dl>
    </>
  )
}
