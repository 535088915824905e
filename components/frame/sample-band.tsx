type Props = {
  word: string
  text: string
  /** Staff pages are wider; the band lines up with their header. */
  wide: boolean
}

/** Says on every page, in print too, that the people and records shown are invented. */
export function SampleBand({ word, text, wide }: Props) {
  return (
    <aside aria-label={word} className="sample-band border-b border-rule bg-wash">
      <p
        className={`mx-auto flex items-center gap-3 px-4 py-1.5 text-[0.8125rem] leading-snug md:px-6 ${wide ? 'max-w-staff' : 'max-w-page'}`}
      >
        <strong className="shrink-0 rounded-[3px] border border-ink px-1.5 py-px text-[0.6875rem] font-semibold tracking-[0.08em] whitespace-nowrap">
          {word}
        </strong>
        {text}
      </p>
    </aside>
  )
}
