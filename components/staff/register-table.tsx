import type { State } from '#components/ui/state-mark.tsx'
import { stickyHead } from './table-head.ts'
import { WordedState } from './worded-state.tsx'

type Worded = { tone: State; word: string; detail?: string | undefined }

type Row = {
  staffId: string
  href: string
  name: string
  roles: string
  agreement: Worded
  training: Worded
}

type Props = {
  rows: readonly Row[]
  texts: { caption: string; name: string; roles: string; agreement: string; training: string }
}

const cell = 'align-baseline max-md:block md:px-2.5 md:py-2.5 md:first:pl-0 md:last:pr-0'

/** Members with what opens personal data to them: a table, cards on a phone. */
export function RegisterTable({ rows, texts }: Props) {
  const label = (text: string) => <span className="text-soft md:hidden">{text}: </span>
  return (
    <table className="w-full border-separate border-spacing-0 text-left text-small leading-snug max-md:block">
      <caption className="sr-only">{texts.caption}</caption>
      <thead className="max-md:sr-only">
        <tr>
          {[texts.name, texts.roles, texts.agreement, texts.training].map((word) => (
            <th key={word} scope="col" className={stickyHead}>
              {word}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="max-md:block">
        {rows.map((row) => (
          <tr
            key={row.staffId}
            className="focus-within:bg-wash hover:bg-wash max-md:block max-md:space-y-1 max-md:border-b max-md:border-rule max-md:py-3 md:[&>*]:border-b md:[&>*]:border-rule"
          >
            <th scope="row" className={`${cell} font-normal`}>
              <a className="-my-2 inline-flex min-h-9 items-center font-semibold" href={row.href}>
                {row.name}
              </a>
            </th>
            <td className={cell}>{row.roles}</td>
            <td className={`${cell} md:whitespace-nowrap`}>
              {label(texts.agreement)}
              <WordedState {...row.agreement} />
            </td>
            <td className={`${cell} md:whitespace-nowrap`}>
              {label(texts.training)}
              <WordedState {...row.training} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
