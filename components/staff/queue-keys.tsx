'use client'

import { useEffect, useRef, useSyncExternalStore } from 'react'

export type KeyTexts = {
  label: string
  title: string
  search: string
  next: string
  select: string
  take: string
  open: string
  help: string
  close: string
  off: string
  on: string
}

const stored = 'portal.queue-keys'
const changed = 'portal:queue-keys'

/**
 * The keys of the queue: `/` to the search, `j` and `k` (or arrows, once in the table) from line to line, `x` to select, `t`
 * to take, Enter to open, `?` for the list of them. They can be switched off (WCAG 2.1.4) and are never taken from who is typing. By place on the keyboard,
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

  const dialog = useRef<HTMLDialogElement>(null)
  const keys = [
    { names: ['/'], does: texts.search },
    { names: ['j', 'k', '↓', '↑'], does: texts.next },
    { names: ['x'], does: texts.select },
    { names: ['t'], does: texts.take },
    { names: ['Enter'], does: texts.open },
    { names: ['?'], does: texts.help },
  ]
  if (state === 'unknown') return <p className="min-h-10" />
  return (
    <div className="text-small max-md:hidden print:hidden">
      <button
        type="button"
        data-keys
        className="text-button min-h-10"
        onClick={() => !dialog.current?.open && dialog.current?.showModal()}
      >
        {texts.label} <Key name="?" />
      </button>
      <dialog
        ref={dialog}
        aria-labelledby="queue-keys"
        className="m-auto w-[min(26rem,calc(100vw-2rem))] rounded-ui border border-edge bg-raised p-6 text-ink backdrop:bg-ink/40"
      >
        <h2 id="queue-keys" className="font-ui text-lead tracking-normal">
          {texts.title}
        </h2>
        <dl className={`mt-3 ${on ? '' : 'text-soft'}`}>
          {keys.map(({ names, does }) => (
            <div key={does} className="flex items-baseline justify-between gap-4 border-t border-rule py-1.5">
              <dt>{does}</dt>
              <dd>
                {names.map((name) => (
                  <Key key={name} name={name} />
                ))}
              </dd>
            </div>
          ))}
        </dl>
        <p className="mt-4 flex flex-wrap justify-between gap-x-6">
          <button type="button" className="text-button min-h-10" onClick={() => write(on ? 'off' : 'on')}>
            {on ? texts.off : texts.on}
          </button>
          <button type="button" className="text-button min-h-10" onClick={() => dialog.current?.close()}>
            {texts.close}
          </button>
        </p>
      </dialog>
    </div>
  )
}

const Key = ({ name }: { name: string }) => (
  <kbd className="ml-1 rounded-[3px] border border-edge px-1.5 font-code text-[0.8125rem] text-ink">
    {name}
  </kbd>
)

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
    KeyT: () => press(row, '[data-take]'),
    KeyX: () => press(row, '[data-select]'),
    Slash: () => focusOn(document.querySelector('[data-search]')),
    Help: () => press(document.body, '[data-keys]'),
  }[keyOf(event)]
  if (does?.()) event.preventDefault()
}

// Signs are found by what they are: where they lie differs between layouts.
function keyOf({ key, shiftKey, code }: KeyboardEvent): string {
  if (key === '/') return 'Slash'
  if (key === '?') return 'Help'
  return shiftKey ? '' : code
}

const isTyping = (at: EventTarget | null) =>
  at instanceof HTMLElement &&
  (at.isContentEditable || at.matches('input:not([type=checkbox]), textarea, select'))

/** To the line that many further; from outside the table to its first. */
function step(row: Element | null, by: number): boolean {
  const rows = [...document.querySelectorAll('[data-row]')]
  const next = row ? rows[rows.indexOf(row) + by] : rows[0]
  return focusOn(next?.querySelector('th a') ?? null)
}

function focusOn(element: Element | null): boolean {
  if (!(element instanceof HTMLElement)) return false
  element.focus()
  element.scrollIntoView({ block: 'nearest' })
  return true
}

function press(within: Element | null, which: string): boolean {
  const button = within?.querySelector(which)
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
