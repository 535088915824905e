import ipaddr from 'ipaddr.js'

/**
 * True for an address of the public internet and for nothing else: not for this machine, a private network, a link, a group,
 * or an example in a book, nor for IPv6 that carries an IPv4 address (mapped, translated, tunnelled), behind which any of
 * these may stand. `text` is what a resolver answers.
 */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false
  const address = ipaddr.parse(text)
  if (address.range() !== 'unicast') return false
  // Of IPv6 only 2000::/3 is given out; what lies outside, such as ::127.0.0.1 of old, is nobody's.
  return address.kind() === 'ipv4' || (address.toByteArray()[0] ?? 0) >> 5 === 1
}

/** True for this machine itself: 127.0.0.0/8 and ::1. */
export function isLoopbackAddress(text: string): boolean {
  return ipaddr.isValid(text) && ipaddr.parse(text).range() === 'loopback'
}

/** True for an address of a private network: RFC 1918 and fc00::/7. Not for this machine and not for a link. */
export function isPrivateAddress(text: string): boolean {
  return ipaddr.isValid(text) && /^(private|uniqueLocal)$/.test(ipaddr.parse(text).range())
}
