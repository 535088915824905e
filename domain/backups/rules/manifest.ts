import { z } from 'zod'
import { archiveKinds } from './archive-name.ts'

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
  /**
   * In an archive of changes, where only these rows changed; a table without it is there whole. `keyFiles` have the keys of the
   * rows that were added, changed or deleted, `total` is how many rows the table then had.
   */
  changes: z.object({ key: z.array(name).min(1), keyFiles: z.array(name), total: count }).optional(),
})

const manifest = z
  .object({
    format: z.literal(1),
    kind: z.enum(archiveKinds),
    madeAt: z.iso.datetime(),
    postgresql: name,
    country: z.string().length(2),
    /** Archives of changes: the SHA-256 of the lists of sums in the archives that they need. */
    needs: z.partialRecord(z.enum(archiveKinds), sha256).optional(),
    tables: z.array(table),
    files: z.array(z.object({ name, bytes: count, sha256 })),
  })
  .refine(({ kind, needs }) => (needs !== undefined) === (kind === 'changes' || kind === 'keychanges'))

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
