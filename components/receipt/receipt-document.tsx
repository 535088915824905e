import type { ReactNode } from 'react'
import { PrintButton } from '#components/staff/print-button.tsx'
import { ButtonLink } from '#components/ui/button.tsx'
import { FactList } from '#components/ui/fact-list.tsx'
import { Fingerprint } from '#components/ui/fingerprint.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { Section } from '#components/ui/section.tsx'
import type { State } from '#components/ui/state-mark.tsx'
import { type Locale, locales } from '#i18n/locales.ts'

type Fact = {
  term: string
  value: string
  note?: string
  href?: string
  /** A second link after the value. */
  beside?: { word: string; href: string }
  hash?: string
  code?: boolean
}

type Props = {
  locale: Locale
  /** The language of the words that were agreed to. */
  wordsLocale: Locale
  path: string
  title: string
  event: string
  recordedAt: string
  time: string
  notes: readonly string[]
  standing: { tone: State; word: string; text: string }
  words: readonly { term: string; text: string | undefined }[]
  parties: readonly Fact[]
  record: readonly Fact[]
  texts: {
    kind: string
    inLanguage: string
    wordsTitle: string
    wordsNote: string
    partiesTitle: string
    recordTitle: string
    zone: string
    download: string
    downloadNote: string
    proof: string
    proofNote: string
    print: string
    toHistory: string
    sample?: string
  }
  historyPath: string
  filePath: string
  proofPath: string
}

const names: Record<Locale, string> = { kk: 'Қазақша', ru: 'Русский', en: 'English' }

export function ReceiptDocument(props: Props) {
  const { locale, path, texts, standing } = props
  return (
    <article lang={locale} className="receipt">
      <header className="sheet pb-8 md:pb-10">
        <div className="pb-4 text-small leading-snug text-soft lg:pt-3 lg:pb-0 print:hidden">
          <a className="-my-3 inline-flex min-h-11 items-center" href={props.historyPath}>
            {texts.toHistory}
          </a>
          <nav aria-label={texts.inLanguage} className="mt-3">
            <p>{texts.inLanguage}</p>
            <ul className="-mx-1.5 flex flex-wrap lg:mt-1 lg:block">
              {locales.map((one) => (
                <li key={one}>
                  <a
                    className="inline-flex min-h-11 items-center px-1.5 aria-[current]:font-semibold aria-[current]:text-ink aria-[current]:no-underline lg:min-h-8"
                    href={`${path}?in=${one}`}
                    lang={one}
                    hrefLang={one}
                    aria-current={one === locale ? 'true' : undefined}
                  >
                    {names[one]}
                  </a>
                </li>
              ))}
            </ul>
          </nav>
        </div>
        <div className="max-w-measure">
          <p className="text-small text-soft">{texts.kind}</p>
          <h1 className="mt-1 text-title leading-[1.14]">{props.title}</h1>
          <p className="mt-5 font-read text-lead leading-[1.55]">
            {props.event}: <time dateTime={props.recordedAt}>{props.time}</time>
          </p>
          <p className="text-small text-soft">{texts.zone}</p>
          {props.notes.map((note) => (
            <p key={note} className="mt-2 font-read">
              {note}
            </p>
          ))}
          <Notice tone={standing.tone} word={standing.word} className="receipt-status mt-6">
            {standing.text}
          </Notice>
          {texts.sample ? <p className="mt-5 text-small font-semibold text-due">{texts.sample}</p> : null}
          <div className="mt-6 flex flex-wrap items-center gap-x-4 gap-y-3 print:hidden">
            <ButtonLink href={props.filePath} download aria-describedby="download-note">
              {texts.download}
            </ButtonLink>
            <PrintButton word={texts.print} className="" />
          </div>
          <p id="download-note" className="mt-2 text-small text-soft print:hidden">
            {texts.downloadNote}
          </p>
          <p className="mt-1 text-small text-soft print:hidden">
            <a className="inline-flex min-h-11 items-center" href={props.proofPath} download>
              {texts.proof}
            </a>{' '}
            {texts.proofNote}
          </p>
        </div>
      </header>
      <Section title={texts.wordsTitle} note={texts.wordsNote}>
        <FactList
          facts={props.words.flatMap(({ term, text }) =>
            text
              ? [
                  {
                    term,
                    value: (
                      <span lang={props.wordsLocale} className="block max-w-measure font-read leading-[1.6]">
                        {text}
                      </span>
                    ),
                  },
                ]
              : [],
          )}
        />
      </Section>
      <Section title={texts.partiesTitle}>
        <FactList facts={props.parties.map(shown)} />
      </Section>
      <Section title={texts.recordTitle}>
        <FactList facts={props.record.map(shown)} />
      </Section>
    </article>
  )
}

function shown({ term, value, note, href, beside, hash, code }: Fact): { term: string; value: ReactNode } {
  return {
    term,
    value: (
      <>
        {href ? (
          <a href={href}>{value}</a>
        ) : code ? (
          <code className="font-code text-small">{value}</code>
        ) : (
          value
        )}
        {beside ? (
          <span className="print:hidden">
            {' · '}
            <a href={beside.href}>{beside.word}</a>
          </span>
        ) : null}
        {note ? <span className="mt-0.5 block text-small text-soft">{note}</span> : null}
        {hash ? (
          <span className="mt-0.5 block text-soft">
            <Fingerprint hex={hash} />
          </span>
        ) : null}
      </>
    ),
  }
}
