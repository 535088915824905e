'use client'

import { useEffect, useRef } from 'react'
import type { ErrorWords, FormAction } from '#components/form/action-state.ts'
import { CodeForm, type CodeTexts } from '#components/form/code-form.tsx'

export type StaffCodeTexts = CodeTexts & { title: string; again: string }

type Props = {
  texts: StaffCodeTexts
  words: ErrorWords
  action: FormAction<{ to: string }>
  startPath: string
  /** It has just taken the place of another form: its title is read out. */
  arrived?: boolean
}

/** Six digits of the authenticator app, after the password. */
export function StaffCodeStep({ texts, words, action, startPath, arrived = false }: Props) {
  const title = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (arrived) title.current?.focus()
  }, [arrived])
  return (
    <>
      <h2 ref={title} tabIndex={-1} className="mb-5 text-part leading-[1.25] outline-none">
        {texts.title}
      </h2>
      <CodeForm action={action} texts={texts} words={words}>
        <a className="inline-flex min-h-11 items-center" href={startPath}>
          {texts.again}
        </a>
      </CodeForm>
    </>
  )
}
