import { lookup as systemLookup } from 'node:dns/promises'
import { isIP, type LookupFunction } from 'node:net'
import { isLoopbackAddress, isPrivateAddress, isPublicAddress } from './public-address.ts'

export type TargetFailure = 'bad-address' | 'private-address' | 'no-such-host' | 'timeout'
export type ConnectionFailure = 'no-connection' | 'bad-certificate' | 'timeout'

export type Resolve = (host: string) => Promise<readonly string[]>

/** Which servers may be connected to. Nothing said: public addresses, encrypted, at the usual port. */
export type Reach = {
  /** This machine's own addresses too, unencrypted and at any port. */
  loopback: boolean
  /** Addresses of a private network too, encrypted. */
  privateNetwork?: boolean
  anyPort?: boolean
  resolve?: Resolve
}

const resolveBySystem: Resolve = async (host) =>
  (await systemLookup(host, { all: true })).map(({ address }) => address)

/**
 * Looks the name up once and checks every address that it has. The connection must go to the one that is returned, so that
 * a name that changes its mind reaches nothing.
 */
export async function checkTarget(
  url: string,
  reach: Reach,
  signal: AbortSignal,
): Promise<{ target: URL; address: string } | { failure: TargetFailure }> {
  const target = URL.canParse(url) ? new URL(url) : null
  if (!target || !mayBeAsked(target, reach)) return { failure: 'bad-address' }
  const host = target.hostname.replace(/^\[|\]$/g, '')
  const addresses = isIP(host) ? [host] : await within(signal, (reach.resolve ?? resolveBySystem)(host))
  if (addresses === 'timeout') return { failure: 'timeout' }
  const [address] = addresses
  if (address === undefined) return { failure: 'no-such-host' }
  if (addresses.every(isLoopbackAddress))
    return reach.loopback ? { target, address } : { failure: 'private-address' }
  const isReachable = (one: string) =>
    isPublicAddress(one) || (reach.privateNetwork === true && isPrivateAddress(one))
  if (!addresses.every(isReachable)) return { failure: 'private-address' }
  return isEncrypted(target, reach) ? { target, address } : { failure: 'bad-address' }
}

const isEncrypted = (target: URL, { anyPort }: Reach) =>
  target.protocol === 'https:' && (anyPort === true || target.port === '')

const mayBeAsked = (target: URL, reach: Reach) =>
  target.username === '' &&
  target.password === '' &&
  (isEncrypted(target, reach) || (reach.loopback && /^https?:$/.test(target.protocol)))

/** The answer, `[]` when the name has none, `timeout` when it takes too long: a look-up cannot be called back. */
function within(signal: AbortSignal, looking: ReturnType<Resolve>) {
  return new Promise<readonly string[] | 'timeout'>((done) => {
    signal.addEventListener('abort', () => done('timeout'), { once: true })
    looking.then(done, () => done([]))
  })
}

/** Answers every look-up with the address that was checked. */
export function pinnedLookup(address: string): LookupFunction {
  const family = isIP(address)
  return (_host, options, done) => {
    if (options.all) done(null, [{ address, family }])
    else done(null, address, family)
  }
}

export function connectionFailure(error: Error & { code?: string }, signal: AbortSignal): ConnectionFailure {
  if (signal.aborted) return 'timeout'
  return /CERT|TLS|SSL|SELF_SIGNED|VERIFY/.test(error.code ?? '') ? 'bad-certificate' : 'no-connection'
}
