'use client'

import { type ReactNode, useEffect, useRef, useState } from 'react'
import { small } from '#components/staff/small-button.ts'
import { Button, ButtonLink } from '#components/ui/button.tsx'
import { Notice } from '#components/ui/notice.tsx'

export type SecretTexts = {
  title: string
  text: string
  label: string
  copy: string
  copied: string
  kept: string
}

type Props = { secret: string; texts: SecretTexts; keptPath: string; children?: ReactNode }

/**
 * A secret that is shown this once, in a field that the keyboard reaches and that is chosen whole when it is; with script
 * there is a button that copies it.
 */
export function SecretShown({ secret, texts, keptPath, children }: Props) {
  const field = useRef<HTMLInputElement>(null)
  const [copying, setCopying] = useState<'no' | 'can' | 'done'>('no')
  useEffect(() => {
    if (navigator.clipboard) setCopying('can')
    field.current?.focus()
  }, [])
  const copy = async () => {
    field.current?.select()
    await navigator.clipboard.writeText(secret).then(
      () => setCopying('done'),
      () => {},
    )
  }
  return (
    <div className="max-w-[46rem]">
      <Notice tone="kept" word={texts.title} role="status">
        {texts.text}
      </Notice>
      <label htmlFor="secret" className="mt-6 block font-semibold">
        {texts.label}
      </label>
      <div className="mt-1.5 flex flex-wrap gap-3">
        <input
          ref={field}
          id="secret"
          readOnly
          value={secret}
          size={secret.length}
          autoComplete="off"
          spellCheck={false}
          onFocus={(event) => event.currentTarget.select()}
          className="min-h-11 w-full min-w-0 rounded-ui border-[1.5px] border-edge bg-raised px-3.5 py-1.5 font-code text-small sm:w-auto sm:max-w-full"
        />
        {copying === 'no' ? null : (
          <Button type="button" look="plain" className={`${small} min-h-11!`} onClick={copy}>
            {copying === 'done' ? texts.copied : texts.copy}
          </Button>
        )}
      </div>
      {children}
      <p className="mt-8">
        <ButtonLink href={keptPath}>{texts.kept}</ButtonLink>
      </p>
    </div>
  )
}
