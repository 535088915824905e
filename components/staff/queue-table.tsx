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
}

type Props = {
  rows: readonly QueueRow[]
  texts: QueueTexts
  /** Inside a form that takes: its new ones get a button. */
  taking?: boolean
  /** Fewer columns, for the dashboard. */
  short?: boolean
}

const cell = 'md:px-2.5 md:py-1.5 md:first:pl-0 md:last:pr-0 align-baseline'

export function QueueTable({ rows, texts, taking = false, short = false }: Props) {
  const heads = [
    texts.due,
    texts.reference,
    texts.kind,
    texts.status,
    ...(short ? [] : [texts.received, texts.language]),
    texts.assigned,
  ]
  return (
    <table className="queue w-full border-separate border-spacing-0 text-left text-small leading-snug max-md:block">
      <caption className="sr-only">{texts.caption}</caption>
      <thead className="max-md:sr-only">
        <tr>
          {heads.map((word) => (
            <th key={word} scope="col" className={stickyHead}>
              {word}
            </th>
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
            className="focus-within:bg-wash hover:bg-wash max-md:grid max-md:grid-cols-[minmax(0,1fr)_auto] max-md:gap-x-4 max-md:gap-y-0.5 max-md:border-b max-md:border-rule max-md:py-3 md:[&>*]:border-b md:[&>*]:border-rule"
          >
            <td className={`${cell} max-md:order-2 max-md:col-span-2 md:whitespace-nowrap`}>
              <DueMark due={row.due} />
            </td>
            <th scope="row" className={`${cell} font-normal max-md:order-1 md:whitespace-nowrap`}>
              <a
                className="-my-1.5 inline-flex min-h-8 items-center font-semibold tabular-nums"
                href={row.href}
              >
                {row.reference}
              </a>
            </th>
            <td className={`${cell} max-md:order-3 max-md:col-span-2`}>{row.kind}</td>
            <td className={`${cell} max-md:order-1 max-md:text-right`}>{row.status}</td>
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
