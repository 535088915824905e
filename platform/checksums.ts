/** As `sha256sum -c` reads it. */
export const checksumsText = (files: readonly { path: string; sha256: string }[]): string =>
  files.map(({ path, sha256 }) => `${sha256}  ${path}\n`).join('')

/** By path. Null when a line is none of `sha256sum`. */
export function readChecksums(text: string): ReadonlyMap<string, string> | null {
  const lines = text.split('\n').filter((line) => line !== '')
  const read = lines.map((line) => /^([0-9a-f]{64}) {2}(.+)$/.exec(line))
  if (read.some((one) => one === null)) return null
  return new Map(read.map((one) => [one?.[2] ?? '', one?.[1] ?? '']))
}
