import { parse } from 'node-html-parser'

// Parts of a page that are true for a time carry `data-from` and `data-until` (ISO 8601, or empty); those of another time are
// `hidden`. A page that was rendered once shows the right ones for as long as it is sent.

const moments = /\bdata-(?:from|until)="(\d{4}-[^"]+)"/g

/** The next moment at which a page looks different; null for a page that never does. */
export function nextChange(html: string, now: Date): Date | null {
  const ahead = [...html.matchAll(moments)]
    .map(([, moment]) => Date.parse(moment ?? ''))
    .filter((at) => at > now.getTime())
  return ahead.length === 0 ? null : new Date(Math.min(...ahead))
}

/** The page as it looks at a moment. */
export function atMoment(html: string, now: Date): string {
  if (!/\bdata-until="/.test(html)) return html
  const document = parse(html, { comment: false, blockTextElements: { script: true, style: true } })
  for (const part of document.querySelectorAll('[data-until]')) {
    const [from, until] = [part.getAttribute('data-from'), part.getAttribute('data-until')]
    const isNow = (!from || new Date(from) <= now) && (!until || new Date(until) > now)
    if (isNow) part.removeAttribute('hidden')
    else part.setAttribute('hidden', '')
  }
  return document.toString()
}
