import type { ReactNode } from 'react'

type Props = { from: string | null; until: string | null; shown: boolean; children: ReactNode }

/**
 * A part of a public page that is true from one moment until another. All of them are in the page; the server shows the one of
 * now (`platform/dated-html.ts`), also when nothing renders the page again.
 */
export function Phase({ from, until, shown, children }: Props) {
  return (
    <span className="text-soft" data-from={from ?? ''} data-until={until ?? ''} hidden={!shown}>
      {children}
    </span>
  )
}
