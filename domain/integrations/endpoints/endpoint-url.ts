import { isIP } from 'node:net'
import { isLoopbackAddress, isPublicAddress } from '#platform/outgoing/public-address.ts'

export type UrlFault = 'url-malformed' | 'url-credentials' | 'url-https' | 'url-port' | 'url-private'

/**
 * The normalised address of an endpoint, or its fault. Checked again at every attempt, when the name is resolved.
 * `loopback`: also allows this machine, unencrypted and on any port.
 */
export function endpointUrl(typed: string, loopback: boolean): { url: string } | { code: UrlFault } {
  const text = typed.trim()
  if (text.length > 500 || !URL.canParse(text)) return { code: 'url-malformed' }
  const url = new URL(text)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return { code: 'url-malformed' }
  if (url.username !== '' || url.password !== '') return { code: 'url-credentials' }
  url.hash = ''
  const host = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
  const here = isLoopbackAddress(host) || host === 'localhost' || host.endsWith('.localhost')
  if (here && loopback) return { url: url.href }
  if (here || isInside(host)) return { code: 'url-private' }
  if (url.protocol !== 'https:') return { code: 'url-https' }
  if (url.port !== '') return { code: 'url-port' }
  return { url: url.href }
}

/** An address that is not public, or a name that can have no meaning but inside a network. */
const isInside = (host: string) =>
  isIP(host) ? !isPublicAddress(host) : !host.includes('.') || /\.(local|internal|lan|home\.arpa)$/.test(host)
