import type { ReactNode } from 'react'
import { HiddenFields } from '#components/form/hidden-fields.tsx'
import { Button, ButtonLink } from '#components/ui/button.tsx'
import { small } from './small-button.ts'

type Props = {
  id?: string
  /** Takes the form; it answers with the file. */
  action: string
  fields: Record<string, string>
  /** The page that asks for a code first; null when a recent one was given. */
  confirmFirst: string | null
  label: string
  /** The name of the control where a page has several. */
  about?: string
  children: ReactNode
}

/** A selection as a file; a member of staff who gave no code lately is asked for one first and comes back. */
export const CsvDownload = ({ id, action, fields, confirmFirst, label, about, children }: Props) => (
  <div
    id={id}
    className="mt-6 flex flex-wrap items-center gap-x-5 gap-y-2 border-t border-rule pt-4 text-small print:hidden"
  >
    {confirmFirst === null ? (
      <form method="post" action={action}>
        <HiddenFields fields={fields} />
        <Button look="plain" className={small} aria-label={about}>
          {label}
        </Button>
      </form>
    ) : (
      <ButtonLink look="plain" className={small} href={confirmFirst} aria-label={about}>
        {label}
      </ButtonLink>
    )}
    <p className="text-soft">{children}</p>
  </div>
)
