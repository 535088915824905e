import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

const manifest = z.object({
  node: z.record(
    z.string(),
    z.object({
      exportedName: z.string(),
      filename: z.string(),
      workers: z.record(z.string(), z.unknown()),
    }),
  ),
})

export type BuiltAction = {
  /** What a page's script sends to say which action it means. */
  id: string
  /** A staff action, which acts as the signed-in member. */
  desk: boolean
  /** Folders of the pages that use it, from the language on: `[locale]/staff/team`. */
  pages: string[]
}

let read: Map<string, BuiltAction> | undefined

/** The actions that the running portal was built with, by their names. */
export function builtActions(): Map<string, BuiltAction> {
  read ??= load()
  return read
}

function load() {
  const file = join(import.meta.dirname, '..', '.next', 'server', 'server-reference-manifest.json')
  const { node } = manifest.parse(JSON.parse(readFileSync(file, 'utf8')))
  const actions = Object.entries(node).map(
    ([id, { exportedName, filename, workers }]): [string, BuiltAction] => [
      exportedName,
      {
        id,
        desk: filename.startsWith('app/[locale]/staff/'),
        pages: Object.keys(workers).map((page) => page.replace(/^app\//, '').replace(/\/page$/, '')),
      },
    ],
  )
  return new Map(actions)
}
