import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import { clientAddress, networkOf, trustedProxies } from './client-address.ts'

function asked(peer: string, forwarded?: string) {
  const socket = new Socket()
  Object.defineProperty(socket, 'remoteAddress', { value: peer })
  const req = new IncomingMessage(socket)
  if (forwarded) req.headers = { 'x-forwarded-for': forwarded }
  return req
}

describe('who asks', () => {
  const trusted = trustedProxies('127.0.0.1, 10.0.0.0/8, ::1')
  test.each([
    ['the peer', '203.0.113.9', undefined, '203.0.113.9'],
    ['the peer, whatever a stranger says', '203.0.113.9', '1.2.3.4', '203.0.113.9'],
    ['the address that our proxy names', '127.0.0.1', '1.2.3.4', '1.2.3.4'],
    ['the last that no proxy of ours is', '::ffff:127.0.0.1', '6.6.6.6, 1.2.3.4, 10.1.1.1', '1.2.3.4'],
    ['the proxy when it names nobody', '10.2.3.4', 'unknown, not-an-address', '10.2.3.4'],
  ])('%s', (_what, peer, forwarded, address) =>
    expect(clientAddress(asked(peer, forwarded), trusted)).toBe(address),
  )
})

test('a wrong setting stops the start', () => {
  for (const wrong of ['everyone', '10.0.0.0/x', '10.0.0.0/8/8', '*'])
    expect(() => trustedProxies(wrong)).toThrow(/^TRUSTED_PROXY/)
})

describe('the network of an address', () => {
  test.each([
    ['203.0.113.9', '203.0.113.9'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['unknown', 'unknown'],
    ['', ''],
  ])('%s is of %s', (address, network) => expect(networkOf(address)).toBe(network))
})
