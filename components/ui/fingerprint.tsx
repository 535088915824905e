/** A SHA-256 in groups of eight that the eye can compare; copied, it is one word. */
export function Fingerprint({ hex }: { hex: string }) {
  return (
    <code className="font-code text-[0.8125rem] leading-6">
      {[...hex.matchAll(/.{1,8}/g)].map((group) => (
        <span key={group.index}>
          <span className="mr-[0.6em]">{group[0]}</span>
          <wbr />
        </span>
      ))}
    </code>
  )
}
