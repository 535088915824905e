import { createHash } from 'node:crypto'
import { parse } from 'node-html-parser'

/** A rendered page that must not become a snapshot; the message says why. */
export class NotWhole extends Error {}

/**
 * A page without the framework's script: no script but one marked `data-keep` (its hash is returned for the policy), no
 * hints for scripts, no nonces, no comments. Throws `NotWhole` for a page that is cut, failed, or waits for a script to
 * put its parts in place.
 */
export function scriptless(page: string): { html: string; scriptHash?: string } {
  if (!/<\/html>\s*$/.test(page)) throw new NotWhole('it ends before </html>')
  if (!/<title>[^<]+<\/title>/.test(page)) throw new NotWhole('it has no title')
  if (/<!--\$[?!~]-->|<template id="[BPS]:/.test(page))
    throw new NotWhole('a part of it is still awaited or failed')

  const document = parse(page, { comment: false, blockTextElements: { script: true, style: true } })
  for (const script of document.querySelectorAll('script'))
    if (!script.hasAttribute('data-keep')) script.remove()
  for (const link of document.querySelectorAll('link')) {
    const hint = link.getAttribute('rel')
    if (hint === 'modulepreload' || (hint === 'preload' && link.getAttribute('as') === 'script'))
      link.remove()
  }
  for (const element of document.querySelectorAll('[nonce]')) element.removeAttribute('nonce')

  const kept = document.querySelectorAll('script')
  if (kept.length > 1 || kept[0]?.hasAttribute('src'))
    throw new NotWhole('it keeps more than one inline script')
  const script = kept[0]?.innerHTML
  return { html: document.toString(), ...(script !== undefined && { scriptHash: hashSource(script) }) }
}

const hashSource = (script: string) => `sha256-${createHash('sha256').update(script).digest('base64')}`
