import { forgetAllUnsent, forgetUnsent } from './unsent-store.ts'

const channelName = 'portal.unsent'

/** Null where the browser allows no storage. */
export function tabStorage(): Storage | null {
  try {
    return sessionStorage
  } catch {
    return null
  }
}

/** The form was sent: its text is no longer kept. */
export function forgetUnsentOf(form: HTMLFormElement): void {
  const storage = tabStorage()
  const { unsent, owner } = form.querySelector<HTMLElement>('[data-unsent]')?.dataset ?? {}
  if (storage && unsent !== undefined && owner !== undefined) forgetUnsent(storage, { form: unsent, owner })
}

/** Forgets all unsent text of this tab, and tells the other tabs of the portal. */
export function forgetHere(): void {
  const storage = tabStorage()
  if (storage) forgetAllUnsent(storage)
  const channel = new BroadcastChannel(channelName)
  channel.postMessage('forget')
  channel.close()
}

/** Calls back when another tab was signed out; returns what stops it. */
export function onForgotten(forget: () => void): () => void {
  const channel = new BroadcastChannel(channelName)
  channel.addEventListener('message', forget)
  return () => channel.close()
}
