import { Button } from '#components/ui/button.tsx'
import { DueMark, type DueView } from './due-mark.tsx'
import { stickyHead } from './table-head.ts'

/** A request in a line, in the reader's words. */
export type QueueRow = {
  reference: string
  href: string
  due: DueView
  kind: string
  status: string
  /** That nobody opened it yet, or that the person wrote since. */
  mark: string | null
  /** The day of receipt, and the channel unless it was this portal. */
  received: string
  channel: string | null
  /** The language in which the person is answered. */
  language: string
  assigned: string | null
  /** It is new and the reader may take it. */
  take: boolean
}

export type QueueTexts = {
  caption: string
  due: string
  reference: string
  kind: string
  status: string
  received: string
  language: string
  assigned: string
  nobody: string
  take: string
  /** With `{reference}`, for who hears the button without its row. */
  takeOne: string
  step: string
  /** With `{reference}`: the name of the box that selects a row. */
  selectOne: string
}

/** Columns that can be sorted: where their head leads, and how they are sorted now. */
export type QueueOrder = Partial<
  Record<SortedColumn, { href: string; label: string; now: 'ascending' | 'descending' | undefined }>
>
type SortedColumn = 'due' | 'kind' | 'status' | 'received' | 'assigned'

type Props = {
  rows: readonly QueueRow[]
  texts: QueueTexts
  /** Inside a form that takes: its new ones get a button. */
  taking?: boolean
  order?: QueueOrder
  /** The id of the form to which the boxes of the rows belong; without it there are none. */
  selecting?: string | undefined
  /** Fewer columns, for the dashboard. */
  short?: boolean
}

const cell = 'md:px-2.5 md:py-1.5 md:first:pl-0 md:last:pr-0 align-baseline'

export function QueueTable({ rows, texts, taking = false, order = {}, selecting, short = false }: Props) {
  const names = ['due', 'reference', 'kind', 'status', 'received', 'language', 'assigned'] as const
  const heads = names.filter((name) => !short || (name !== 'received' && name !== 'language'))
  return (
    <table className="queue w-full border-separate border-spacing-0 text-left text-small leading-snug max-md:block">
      <caption className="sr-only">{texts.caption}</caption>
      <thead className="max-md:sr-only">
        <tr>
          {heads.map((name) => (
            <Head key={name} word={texts[name]} sort={isSorted(name) ? order[name] : undefined} />
          ))}
          {taking ? (
            <th scope="col" className={stickyHead}>
              <span className="sr-only">{texts.step}</span>
            </th>
          ) : null}
        </tr>
      </thead>
      <tbody className="max-md:block">
        {rows.map((row) => (
          <tr
            key={row.reference}
            data-row
            className="focus-within:bg-wash hover:bg-wash max-md:grid max-md:grid-cols-[minmax(9.5rem,1fr)_minmax(0,auto)] max-md:gap-x-4 max-md:gap-y-0.5 max-md:border-b max-md:border-rule max-md:py-3 md:[&>*]:border-b md:[&>*]:border-rule"
          >
            <td className={`${cell} max-md:order-2 max-md:col-span-2 md:whitespace-nowrap`}>
              <DueMark due={row.due} />
            </td>
            <th scope="row" className={`${cell} font-normal whitespace-nowrap max-md:order-1`}>
              {selecting ? (
                <label className="-my-1.5 mr-1.5 inline-flex size-8 items-center justify-center align-middle">
                  <input
                    type="checkbox"
                    name="references"
                    value={row.reference}
                    form={selecting}
                    data-select
                    aria-label={texts.selectOne.replace('{reference}', row.reference)}
                    className="size-6 accent-accent"
                  />
                </label>
              ) : null}
              <a
                className="-my-1.5 inline-flex min-h-8 items-center font-semibold tabular-nums"
                href={row.href}
              >
                {row.reference}
              </a>
            </th>
            <td className={`${cell} max-md:order-3 max-md:col-span-2`}>{row.kind}</td>
            <td className={`${cell} max-md:order-1 max-md:text-right`}>
              {row.status}
              {row.mark ? <span className="block font-semibold text-accent">{row.mark}</span> : null}
            </td>
            {short ? null : (
              <>
                <td className={`${cell} text-soft max-md:order-4 md:whitespace-nowrap`}>
                  <span className="md:hidden">{texts.received}: </span>
                  {row.received}
                  {row.channel ? ` · ${row.channel}` : null}
                </td>
                <td className={`${cell} text-soft max-md:order-4 max-md:text-right`}>{row.language}</td>
              </>
            )}
            <td
              className={`${cell} max-md:order-5 md:max-w-56 xl:whitespace-nowrap ${row.assigned ? '' : 'text-soft'}`}
            >
              <span className="md:hidden">{texts.assigned}: </span>
              {row.assigned ?? texts.nobody}
            </td>
            {taking ? (
              <td className={`${cell} text-right max-md:order-5`}>
                {row.take ? (
                  <Button
                    look="plain"
                    name="reference"
                    value={row.reference}
                    data-take
                    aria-label={texts.takeOne.replace('{reference}', row.reference)}
                    className="-my-1 min-h-8! px-3! py-0.5! text-small!"
                  >
                    {texts.take}
                  </Button>
                ) : null}
              </td>
            ) : null}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const isSorted = (name: string): name is SortedColumn => name !== 'reference' && name !== 'language'

/** A link in the head of a column that can be sorted: it works without script. */
function Head({ word, sort }: { word: string; sort: QueueOrder[SortedColumn] }) {
  return (
    <th scope="col" className={stickyHead} aria-sort={sort?.now}>
      {sort ? (
        <a
          className="-my-1 inline-flex min-h-8 items-center gap-1 text-ink"
          href={sort.href}
          aria-label={sort.label}
        >
          {word}
          {sort.now ? <span aria-hidden="true">{sort.now === 'ascending' ? '↑' : '↓'}</span> : null}
        </a>
      ) : (
        word
      )}
    </th>
  )
}
