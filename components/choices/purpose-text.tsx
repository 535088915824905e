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

/**
 * What stops without the consent, and its conditions in the order of Art. 8(4) of Law 94-V, run in one paragraph.
 */
export function Conditions({
  words,
  labels,
  stopsId,
}: {
  words: Words
  labels: WordLabels
  stopsId?: string
}) {
  const facts = (['stops', 'data', ...conditions] as const).filter((name) => words[name])
  if (facts.length === 0) return null
  return (
    <dl className="max-w-measure text-small leading-snug text-soft">
      {facts.map((name) => (
        <div key={name} className="inline">
          <dt className="inline text-ink">{name === 'stops' ? labels.ifOff : `${labels[name]}:`}</dt>{' '}
          <dd id={name === 'stops' ? stopsId : undefined} className="inline">
            {words[name]}
          </dd>{' '}
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
}

/** What a purpose is for, its conditions, and what stops without it: everything that the recorded text hash covers. */
export function PurposeText({ words, labels, shared = {}, stopsId }: Props) {
  const own = Object.fromEntries(Object.entries(words).filter(([name]) => !(name in shared)))
  return (
    <div className="space-y-1.5">
      <p className="max-w-measure text-small md:text-body">
        {words.what} {words.why}
      </p>
      <Conditions words={own} labels={labels} {...(stopsId && { stopsId })} />
    </div>
  )
}
