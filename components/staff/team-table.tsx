import type { State } from '#components/ui/state-mark.tsx'
import { WordedState } from './worded-state.tsx'

type Worded = { tone: State; word: string; detail?: string | undefined }

export type TeamRow = {
  staffId: string
  href: string
  name: string
  email: string
  roles: string
  state: Worded
  agreement: Worded
  training: Worded
  seen: string
}

export type TeamTexts = {
  caption: string
  name: string
  roles: string
  state: string
  agreement: string
  training: string
  seen: string
}

const cell = 'align-baseline md:px-2.5 md:py-2.5 md:first:pl-0 md:last:pr-0'
const head =
  'sticky top-0 z-[1] border-b border-edge bg-paper px-2.5 pt-2.5 pb-2 font-semibold first:pl-0 last:pr-0'

/** The staff: a dense table under a head that stays, cards on a phone. */
export function TeamTable({ rows, texts }: { rows: readonly TeamRow[]; texts: TeamTexts }) {
  const heads = [texts.name, texts.roles, texts.state, texts.agreement, texts.training, texts.seen]
  const label = (text: string) => <span className="text-soft md:hidden">{text}: </span>
  return (
    <table className="w-full border-separate border-spacing-0 text-left text-small leading-snug max-md:block">
      <caption className="sr-only">{texts.caption}</caption>
      <thead className="max-md:sr-only">
        <tr>
          {heads.map((word) => (
            <th key={word} scope="col" className={head}>
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
            <th scope="row" className={`${cell} font-normal max-md:block`}>
              <a className="-my-2 inline-flex min-h-9 items-center font-semibold" href={row.href}>
                {row.name}
              </a>
              <span className="block break-all text-soft">{row.email}</span>
            </th>
            <td className={`${cell} max-md:block`}>{row.roles}</td>
            <td className={`${cell} max-md:block md:whitespace-nowrap`}>
              <WordedState {...row.state} />
            </td>
            <td className={`${cell} max-md:block md:whitespace-nowrap`}>
              {label(texts.agreement)}
              <WordedState {...row.agreement} />
            </td>
            <td className={`${cell} max-md:block md:whitespace-nowrap`}>
              {label(texts.training)}
              <WordedState {...row.training} />
            </td>
            <td className={`${cell} text-soft max-md:block`}>
              {label(texts.seen)}
              {row.seen}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
