/**
 * What was typed into a form and not sent, kept in the storage of the browser's tab: it survives a reload, another language
 * and the end of a session, and goes with the tab. `owner`: an opaque mark of the account, or `visitor`.
 */
export type UnsentName = { form: string; owner: string }
export type UnsentFields = Record<string, string>
type TabStorage = Pick<Storage, 'length' | 'key' | 'getItem' | 'setItem' | 'removeItem'>

const prefix = 'portal.unsent.'
const keyOf = ({ owner, form }: UnsentName) => `${prefix}${owner} ${form}`

export function readUnsent(storage: TabStorage, name: UnsentName): UnsentFields | null {
  const kept = storage.getItem(keyOf(name))
  if (kept === null) return null
  try {
    const fields: unknown = JSON.parse(kept)
    if (typeof fields !== 'object' || fields === null) return null
    return Object.fromEntries(Object.entries(fields).filter(([, value]) => typeof value === 'string'))
  } catch {
    return null
  }
}

/** Keeps the fields that differ from what the page came with; without any nothing is kept. */
export function keepUnsent(storage: TabStorage, name: UnsentName, fields: UnsentFields): void {
  if (Object.keys(fields).length === 0) storage.removeItem(keyOf(name))
  else storage.setItem(keyOf(name), JSON.stringify(fields))
}

export const forgetUnsent = (storage: TabStorage, name: UnsentName): void => storage.removeItem(keyOf(name))

export const forgetAllUnsent = (storage: TabStorage): void => forget(storage, () => true)

/** Another account of the same kind is signed in in this tab: what the one before typed is not kept for it. */
export function forgetOthersUnsent(storage: TabStorage, { owner }: UnsentName): void {
  const kind = owner.split(':', 1)[0]
  if (owner === kind) return
  forget(storage, (key) => key.startsWith(`${prefix}${kind}:`) && !key.startsWith(`${prefix}${owner} `))
}

function forget(storage: TabStorage, isForgotten: (key: string) => boolean): void {
  const keys = Array.from({ length: storage.length }, (_, n) => storage.key(n) ?? '')
  for (const key of keys) if (key.startsWith(prefix) && isForgotten(key)) storage.removeItem(key)
}
