import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

const nothing = '0198c5f0-0000-7000-8000-000000000000'

/** Values for the parameters of an address, of things that do not exist where possible. */
export const inAddress: Record<string, string> = {
  '[token]': 'A'.repeat(43),
  '[right]': 'access',
  '[version]': '1',
  '[reference]': 'CX-0000-00',
  '[staffId]': nothing,
  '[clearanceId]': nothing,
  '[attachmentId]': nothing,
  '[auditId]': nothing,
  '[lookupId]': nothing,
  '[subprocessorId]': nothing,
  '[kind]': 'authority',
  '[language]': 'ru',
  '[id]': nothing,
  '[endpointId]': nothing,
  '[representation]': nothing,
  '[...unknown]': 'no-such-page',
  '[...nextauth]': 'providers',
}

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

/** What the script of a page sends when the action's form is posted. Throws for an action that was not built. */
export function actionCall(name: string, fields: Readonly<Record<string, string | readonly string[]>>) {
  const action = builtActions().get(name)
  if (!action) throw new Error(`${name} was not built`)
  const body = new FormData()
  for (const [field, value] of Object.entries(fields))
    for (const one of [value].flat()) body.append(`_1_${field}`, one)
  body.append('0', '[{"status":"idle"},"$K1"]')
  // The page of unknown addresses has some of the forms too.
  const place = action.pages.find((one) => !one.includes('[...')) ?? ''
  const path = place.replace(/\[[^\]]+\]/g, (part) =>
    part === '[locale]' ? 'ru' : (inAddress[part] ?? part),
  )
  return { path: `/${path}`, headers: { 'next-action': action.id, accept: 'text/x-component' }, body }
}
