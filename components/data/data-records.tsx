/** One value of a record, in words. */
export type ShownField = {
  column: string
  title: string
  value: string
  /** Not a value: nothing recorded, or masked. */
  quiet: boolean
  /** Nothing is recorded. */
  empty: boolean
  /** The whole value as the system keeps it; `value` is then what it is called. */
  technical?: string
  fix: { href: string; text: string; label: string } | null
}

export type ShownGroup = {
  id: string
  title: string
  /** Facts about all records of the group: source, purpose, basis, recipients, countries, until when. */
  facts: readonly { term: string; value: string }[]
  records: readonly { id: string; fields: readonly ShownField[] }[]
}

/** `about`: facts of the group. `empty`: before the names of fields in which nothing is recorded. */
export type DataTexts = { about: string; empty: string }

type Props = {
  groups: readonly ShownGroup[]
  texts: DataTexts
  /** What begins the ids of the headings: a page can show two lists. */
  place: 'list' | 'found'
}

/** Records about a person under the item that they belong to. */
export function DataRecords({ groups, texts, place }: Props) {
  return (
    <div className="space-y-10">
      {groups.map((group) => (
        // biome-ignore lint/a11y/useSemanticElements: a region each would bury the page's landmarks
        <div key={group.id} role="group" aria-labelledby={`${place}-${group.id}`}>
          <h2 id={`${place}-${group.id}`} className="text-part leading-[1.25]">
            {group.title}
          </h2>
          <details className="mt-1">
            <summary className="min-h-11 cursor-pointer py-2.5 text-small text-soft">{texts.about}</summary>
            <dl className="mb-3 grid gap-x-6 gap-y-1 text-small sm:grid-cols-[12.5rem_minmax(0,1fr)]">
              {group.facts.map(({ term, value }) => (
                <div key={term} className="contents">
                  <dt className="text-soft">{term}</dt>
                  <dd className="mb-1 break-words">{value}</dd>
                </div>
              ))}
            </dl>
          </details>
          <ul className="border-b border-rule">
            {group.records.map((record) => (
              <li key={record.id} className="border-t border-rule py-3" data-record>
                <dl className="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)] gap-x-4 gap-y-0.5 sm:grid-cols-[12.5rem_minmax(0,1fr)] sm:gap-x-6">
                  {record.fields.filter(isShown).map((field) => (
                    <div key={field.column} data-column={field.column} className="contents">
                      <dt className="min-w-0 text-small leading-6 text-soft wrap-anywhere">{field.title}</dt>
                      <dd
                        className={`mb-1 min-w-0 leading-6 wrap-anywhere ${field.quiet ? 'text-small text-soft' : ''}`}
                      >
                        {field.technical === undefined ? (
                          <span className={field.fix ? 'mr-3' : undefined}>{field.value}</span>
                        ) : (
                          <details>
                            <summary className="w-fit cursor-pointer text-small">{field.value}</summary>
                            <pre className="mt-1 overflow-x-auto text-[0.8125rem] whitespace-pre-wrap">
                              {field.technical}
                            </pre>
                          </details>
                        )}
                        {field.fix ? (
                          <a
                            className="inline-flex min-h-6 items-center text-small whitespace-nowrap"
                            href={field.fix.href}
                            aria-label={field.fix.label}
                          >
                            {field.fix.text}
                          </a>
                        ) : null}
                      </dd>
                    </div>
                  ))}
                </dl>
                {record.fields.every(isShown) ? null : (
                  <p className="mt-1 text-small text-soft">
                    {texts.empty}{' '}
                    {record.fields
                      .filter((field) => !isShown(field))
                      .map(({ title }) => title)
                      .join(', ')}
                  </p>
                )}
              </li>
            ))}
          </ul>
        </div>
      ))}
    </div>
  )
}

/** Fields without a value are named together, except those that the person can fill in. */
const isShown = ({ empty, fix }: ShownField) => !empty || fix !== null
