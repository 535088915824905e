'use client'

import { useParams } from 'next/navigation'
import { Button, ButtonLink } from '#components/ui/button.tsx'
import { PageTitle } from '#components/ui/page-title.tsx'
import { errorPageTexts } from './error-page-texts.ts'

type Props = { error: unknown; retry: () => void }

/** The code under which the server's log has the error; the error itself is never shown. */
function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('digest' in error)) return undefined
  return typeof error.digest === 'string' ? error.digest : undefined
}

/** Something unforeseen broke: in the reader's language, with a code and a way on. */
export default function Broken({ error, retry }: Props) {
  const { locale } = useParams()
  const words = errorPageTexts(locale)
  const code = codeOf(error)
  return (
    <>
      <title>{words.title}</title>
      <PageTitle lead={words.text}>{words.title}</PageTitle>
      <div className="sheet pb-16">
        <div />
        <div>
          {code ? (
            <p className="mb-6">
              {words.code}: <code className="font-code font-semibold">{code}</code>
            </p>
          ) : null}
          <p className="flex flex-wrap gap-3">
            <Button type="button" onClick={() => retry()}>
              {words.retry}
            </Button>
            <ButtonLink look="plain" href={`/${words.locale}/contact`}>
              {words.contact}
            </ButtonLink>
          </p>
        </div>
      </div>
    </>
  )
}
