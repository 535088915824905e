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
