import type { ReactNode } from 'react'
import { Fingerprint } from '#components/ui/fingerprint.tsx'
import { summaryLook } from '../ui/summary-look.ts'

export type EntryTexts = {
  decision: string
  /** Day and time, in the reader's words. */
  time: string
  facts: { label: string; value: string }[]
  proof: string
  hash: string
  hashNote: string
}

type Props = {
  at: string
  granted: boolean
  title: ReactNode
  textSha256: string
  receipt: { href: string; label: string; text: string }
  texts: EntryTexts
}

export function HistoryEntry({ at, granted, title, textSha256, receipt, texts }: Props) {
  return (
    <li className="border-t border-rule py-4 first:border-t-0 first:pt-0">
      <div className="grid grid-cols-[minmax(0,1fr)_auto] items-baseline gap-x-4">
        <h2 className="font-ui text-body tracking-normal">{title}</h2>
        <p className={granted ? 'font-semibold' : 'text-soft'}>{texts.decision}</p>
      </div>
      <p className="mt-0.5">
        <time dateTime={at}>{texts.time}</time>
      </p>
      <div className="mt-1 flex flex-wrap items-start gap-x-6 text-small">
        <a className="py-1.5" href={receipt.href} aria-label={receipt.label}>
          {receipt.text}
        </a>
        <details className="open:basis-full">
          <summary className={`${summaryLook} min-w-11 py-1.5`}>{texts.proof}</summary>
          <dl className="mt-1.5 flex flex-wrap gap-x-5 gap-y-0.5 text-small text-soft">
            {texts.facts.map((fact) => (
              <div key={fact.label} className="flex gap-x-1.5">
                <dt className="after:content-[':']">{fact.label}</dt>
                <dd>{fact.value}</dd>
              </div>
            ))}
          </dl>
          <p className="mt-1 text-soft">
            {texts.hash}: <Fingerprint hex={textSha256} />
          </p>
          <p className="text-soft">{texts.hashNote}</p>
        </details>
      </div>
    </li>
  )
}
