import type { IncomingMessage } from 'node:http'
import { BlockList, isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

const family = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4')
const plain = (address: string) => address.replace(/^::ffff:(?=\d+\.)/i, '')

/**
 * Tells whether the other end of a connection is a proxy of ours. `setting` lists addresses and networks with commas.
 * Throws one line that names the setting when one of them is neither.
 */
export function trustedProxies(setting: string | undefined): (address: string | undefined) => boolean {
  const list = new BlockList()
  for (const entry of (setting ?? '').split(',').map((one) => one.trim())) {
    if (entry === '') continue
    const [address = '', prefix, ...more] = entry.split('/')
    if (!isIP(address) || more.length > 0 || (prefix !== undefined && !/^\d{1,3}$/.test(prefix)))
      throw new Error('TRUSTED_PROXY: must list addresses or networks, as 127.0.0.1, 10.0.0.0/8')
    if (prefix === undefined) list.addAddress(address, family(address))
    else list.addSubnet(address, Number(prefix), family(address))
  }
  return (address) => address !== undefined && list.check(plain(address), family(plain(address)))
}

/** Who asks: the peer, or, behind proxies of ours, the last address in X-Forwarded-For that is none of them. */
export function clientAddress(
  req: IncomingMessage,
  trusted: (address: string | undefined) => boolean,
): string {
  const peer = plain(req.socket.remoteAddress ?? '')
  if (!trusted(peer)) return peer
  const named = [req.headers['x-forwarded-for'] ?? []].flat().join(',').split(',')
  const said = named.map((one) => plain(one.trim())).filter((one) => isIP(one) !== 0)
  return said.findLast((one) => !trusted(one)) ?? peer
}

/**
 * The network of an address, as limits count it: an IPv4 address is its own, of an IPv6 address the first 64 bits, since
 * one household or rented server has all 2^64 below them.
 */
export function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return address
  const parsed = ipaddr.process(address)
  if (!(parsed instanceof ipaddr.IPv6)) return parsed.toString()
  return `${parsed.parts
    .slice(0, 4)
    .map((part) => part.toString(16))
    .join(':')}::/64`
}
