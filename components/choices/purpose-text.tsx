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
    <dl className="max-w-measure text-small leading-snug text-soft max-md:leading-[1.32]">
      {facts.map((name) => (
        <div key={name} className="inline">
          <dt className="inline text-ink">{name === 'stops' ? labels.ifOff : `${labels[name]}:`}</dt>{' '}
          <dd id={name === 'stops' ? stopsId : undefined} className="inline">
            {ended(words[name] ?? '')}
          </dd>{' '}
        </div>
      ))}
    </dl>
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
  const own = Object.fromEntries(Object.entries(words).filter(([name, text]) => shared[name] !== text))
  return (
    <div className="space-y-1.5">
      <p className="max-w-measure text-small max-md:leading-snug md:text-body">
        {words.what} {words.why}
      </p>
      <Conditions words={own} labels={labels} {...(stopsId && { stopsId })} />
    </div>
  )
}
