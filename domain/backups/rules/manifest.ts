import { z } from 'zod'

const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const name = z.string().min(1).max(200)
const count = z.number().int().min(0)

const table = z.object({
  schema: name,
  name,
  columns: z.array(name).min(1),
  /** SQL: the order in which the rows stand in the files, one after the other. */
  order: z.string().min(1),
  rows: count,
  /** Of the files of the table one after the other. */
  sha256,
  files: z.array(name),
})

const manifest = z.object({
  format: z.literal(1),
  kind: z.enum(['portal', 'keystore']),
  madeAt: z.iso.datetime(),
  postgresql: name,
  country: z.string().length(2),
  tables: z.array(table),
  files: z.array(z.object({ name, bytes: count, sha256 })),
})

/** What an archive says of itself, in its `manifest.json`. */
export type Manifest = z.infer<typeof manifest>
export type TableEntry = z.infer<typeof table>

/** Null when the text is no manifest. */
export function readManifest(text: string): Manifest | null {
  try {
    return manifest.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}

/** As `sha256sum -c` reads it. */
export const sumsText = (files: readonly { name: string; sha256: string }[]) =>
  files.map(({ name, sha256 }) => `${sha256}  ${name}\n`).join('')

/** By name. Null when a line is none of `sha256sum`. */
export function readSums(text: string): ReadonlyMap<string, string> | null {
  const lines = text.split('\n').filter((line) => line !== '')
  const read = lines.map((line) => /^([0-9a-f]{64}) {2}(.+)$/.exec(line))
  if (read.some((one) => one === null)) return null
  return new Map(read.map((one) => [one?.[2] ?? '', one?.[1] ?? '']))
}
