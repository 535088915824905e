export function CodeSample({ label, lines }: { label: string; lines: readonly string[] }) {
  return (
    <div className="mt-6">
      <p className="text-small text-soft">{label}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways must be reached by the keyboard (WCAG 2.1.1) */}
      <section aria-label={label} tabIndex={0} className="relative mt-1.5 overflow-x-auto">
        <pre
          translate="no"
          lang="en"
          className="w-fit min-w-full border-l-[3px] border-edge py-1 pl-4 font-code text-[0.8125rem] leading-6"
        >
          {lines.join('\n')}
        </pre>
      </section>
    </div>
  )
}
