'use client'

import { useEffect, useSyncExternalStore } from 'react'

export type KeyTexts = {
  label: string
  search: string
  next: string
  take: string
  open: string
  off: string
  on: string
}

const stored = 'portal.queue-keys'
const changed = 'portal:queue-keys'

/**
 * The keys of the queue: `/` to the search, `j` and `k` (or arrows, once in the table) from line to line, `t` to take,
 * Enter to open. They can be switched off (WCAG 2.1.4) and are never taken from who is typing. By place on the keyboard,
 * so that they work in every layout.
 */
export function QueueKeys({ texts }: { texts: KeyTexts }) {
  const state = useSyncExternalStore(watch, read, () => 'unknown')
  const on = state === 'on'

  useEffect(() => {
    if (!on) return
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [on])

  if (state === 'unknown') return <p className="min-h-10" />
  return (
    <div className="flex min-h-10 flex-wrap items-center gap-x-5 gap-y-1 text-small text-soft max-md:hidden print:hidden">
      <span>{texts.label}</span>
      {on ? (
        <>
          <Key names={['/']} does={texts.search} />
          <Key names={['j', 'k', '↓', '↑']} does={texts.next} />
          <Key names={['t']} does={texts.take} />
          <Key names={['Enter']} does={texts.open} />
        </>
      ) : null}
      <button type="button" className="text-button min-h-10" onClick={() => write(on ? 'off' : 'on')}>
        {on ? texts.off : texts.on}
      </button>
    </div>
  )
}

function Key({ names, does }: { names: readonly string[]; does: string }) {
  return (
    <span className="whitespace-nowrap">
      {names.map((name) => (
        <kbd
          key={name}
          className="mr-1 rounded-[3px] border border-edge px-1.5 font-code text-[0.8125rem] text-ink"
        >
          {name}
        </kbd>
      ))}{' '}
      {does}
    </span>
  )
}

function onKey(event: KeyboardEvent): void {
  const at = event.target
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(at)) return
  const row = at instanceof Element ? at.closest('[data-row]') : null
  const does = {
    KeyJ: () => step(row, 1),
    KeyK: () => step(row, -1),
    // Elsewhere the arrows scroll, as on every page.
    ArrowDown: () => row !== null && step(row, 1),
    ArrowUp: () => row !== null && step(row, -1),
    KeyT: () => press(row),
    Slash: () => focusOn(document.querySelector('[data-search]')),
  }[event.key === '/' ? 'Slash' : event.shiftKey ? '' : event.code]
  if (does?.()) event.preventDefault()
}

const isTyping = (at: EventTarget | null) =>
  at instanceof HTMLElement && (at.isContentEditable || at.matches('input, textarea, select'))

/** To the line that many further; from outside the table to its first. */
function step(row: Element | null, by: number): boolean {
  const rows = [...document.querySelectorAll('[data-row]')]
  const next = row ? rows[rows.indexOf(row) + by] : rows[0]
  return focusOn(next?.querySelector('a') ?? null)
}

function focusOn(element: Element | null): boolean {
  if (!(element instanceof HTMLElement)) return false
  element.focus()
  element.scrollIntoView({ block: 'nearest' })
  return true
}

function press(row: Element | null): boolean {
  const button = row?.querySelector('[data-take]')
  if (!(button instanceof HTMLElement)) return false
  button.click()
  return true
}

// A browser that keeps nothing has the keys on.
function read(): 'on' | 'off' {
  try {
    return localStorage.getItem(stored) === 'off' ? 'off' : 'on'
  } catch {
    return 'on'
  }
}

function write(state: 'on' | 'off'): void {
  try {
    localStorage.setItem(stored, state)
  } catch {
    return
  }
  dispatchEvent(new Event(changed))
}

function watch(tell: () => void) {
  addEventListener(changed, tell)
  addEventListener('storage', tell)
  return () => {
    removeEventListener(changed, tell)
    removeEventListener('storage', tell)
  }
}
