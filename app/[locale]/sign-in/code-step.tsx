'use client'

import { useEffect, useRef } from 'react'
import type { ErrorWords, FormAction } from '#components/form/action-state.ts'
import { CodeForm, type CodeTexts } from '#components/form/code-form.tsx'
import { SendAgain, type SendAgainTexts } from '#components/form/send-again.tsx'

export type CodeStepTexts = CodeTexts &
  SendAgainTexts & {
    askedTitle: string
    asked: string
    askedFor: string
    orLink: string
    otherAddress: string
  }

type Props = {
  /** Where another address is given. */
  startPath: string
  /** The address, masked after a reload. */
  email?: string | undefined
  texts: CodeStepTexts
  words: ErrorWords
  prove: FormAction<{ to: string }>
  sendAgain: FormAction
  /** It has just taken the place of another form: its title is read out. */
  arrived?: boolean
}

/** The code works only in the browser that asked for it; the link in the same email works on any device. */
export function CodeStep(props: Props) {
  const { startPath, email, texts, words, prove, sendAgain, arrived = false } = props
  const title = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (arrived) title.current?.focus()
  }, [arrived])
  return (
    <>
      <h2 ref={title} tabIndex={-1} className="text-part leading-[1.25] outline-none">
        {texts.askedTitle}
      </h2>
      <p className="mt-3 max-w-measure">{texts.asked}</p>
      {email ? (
        <p className="mt-1 text-small break-words text-soft">{texts.askedFor.replace('{email}', email)}</p>
      ) : null}
      <div className="mt-7">
        <CodeForm action={prove} texts={texts} words={words}>
          <a className="inline-flex min-h-11 items-center" href={startPath}>
            {texts.otherAddress}
          </a>
        </CodeForm>
      </div>
      <p className="mt-6 max-w-measure text-soft">{texts.orLink}</p>
      <div className="mt-2">
        <SendAgain action={sendAgain} texts={texts} words={words} />
      </div>
    </>
  )
}
