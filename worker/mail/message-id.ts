import { createHash } from 'node:crypto'

/**
 * The same for every attempt at one mail, after a crash too, so that a repeat can be recognised; nothing of the person or
 * of the record can be read from it.
 */
export function messageId(appUrl: string, kind: string, id: string): string {
  const name = createHash('sha256').update(`${kind}\n${id}`).digest('hex').slice(0, 32)
  return `<${name}@${new URL(appUrl).hostname}>`
}
