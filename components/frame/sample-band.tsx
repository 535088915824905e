/** Says on every page, in print too, that the people and records shown are invented. */
export function SampleBand({ word, text }: { word: string; text: string }) {
  return (
    <aside aria-label={word} className="sample-band border-b border-rule bg-wash">
      <p className="mx-auto flex max-w-page items-center gap-3 px-4 py-1.5 text-[0.8125rem] leading-snug md:px-6">
        <strong className="rounded-[3px] border border-ink px-1.5 py-px text-[0.6875rem] font-semibold tracking-[0.08em]">
          {word}
        </strong>
        {text}
      </p>
    </aside>
  )
}
