import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { evidenceOf, measureAgain } from '#testing/evidence.ts'
import { type TestPortal, testPortal } from '#testing/people.ts'
import { strictHeader, testAuthority, tlsServer } from '#testing/tls-server.ts'
import { checkConnections } from '../../../cli/doctor/connections-check.ts'

// Each test breaks the server itself and touches no measurement: the value turns by itself, and the doctor says it in a line.

const dayMs = 86_400_000
const authority = testAuthority()
const certificate = authority.certificate(90)
const server = await tlsServer()
const known = getCACertificates('default')
let portal: TestPortal
beforeAll(async () => {
  setDefaultCACertificates([...known, authority.pem])
  await server.start(certificate)
  portal = await testPortal({ APP_URL: server.url })
})
beforeEach(() => server.start(certificate))
afterAll(async () => {
  setDefaultCACertificates(known)
  await server.stop()
  authority.remove()
  await portal.close()
})

/** Measures again. The portal's clock goes on, the machine's own, by which a certificate ends, does not. */
async function measured() {
  portal.moveClock(dayMs)
  await measureAgain(portal, 0)
  const { state, figures } = await evidenceOf(portal, 'connections-encrypted')
  return { state, figures }
}
const whole = { newest: 1, older: 0, distrusted: 0, daysLeft: 89, hsts: 1 }
const doctor = () => checkConnections(portal.services.env)

test('TLS 1.3 only, a certificate of its own name and a strict header are kept', async () => {
  expect(await measured()).toEqual({ state: 'kept', figures: whole })
  expect(await doctor()).toEqual({
    about: 'connections',
    state: 'ok',
    says: `${server.url}, certificate for 89 days, TLS 1.3 only`,
  })
})

test.each<[string, () => Promise<void>, object, string]>([
  [
    'that speaks TLS 1.2 too',
    () => server.start({ ...certificate, minVersion: 'TLSv1.2' }),
    { older: 1 },
    '1 older versions of TLS are spoken',
  ],
  [
    'that speaks every version there ever was',
    () => server.start({ ...certificate, minVersion: 'TLSv1', ciphers: 'ALL:@SECLEVEL=0' }),
    { older: 3 },
    '3 older versions',
  ],
  [
    'that speaks TLS 1.2 only',
    () => server.start({ ...certificate, minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' }),
    { newest: 0, older: 1 },
    'TLS 1.3 is refused',
  ],
  [
    'whose certificate is over',
    () => server.start(authority.certificate(0)),
    { daysLeft: 0 },
    'the certificate is over',
  ],
  [
    'with the certificate of another name',
    () => server.start(authority.certificate(90, 'other.example')),
    { distrusted: 1 },
    'not trusted or not for this name',
  ],
  [
    'with a certificate that nobody has signed',
    () => {
      const stranger = testAuthority()
      const own = stranger.certificate(90)
      stranger.remove()
      return server.start(own)
    },
    { distrusted: 1 },
    'not trusted or not for this name',
  ],
  [
    'without a strict header',
    () => server.start(certificate, {}),
    { hsts: 0 },
    'no Strict-Transport-Security',
  ],
  [
    'whose strict header is of a month',
    () => server.start(certificate, { 'strict-transport-security': 'max-age=2592000; includeSubDomains' }),
    { hsts: 0 },
    'no Strict-Transport-Security',
  ],
  [
    'whose strict header leaves subdomains out',
    () => server.start(certificate, { 'strict-transport-security': strictHeader.split(';')[0] ?? '' }),
    { hsts: 0 },
    'no Strict-Transport-Security',
  ],
])('a server %s is broken, until it is mended', async (_what, harm, differs, words) => {
  await harm()
  expect(await measured()).toEqual({ state: 'broken', figures: { ...whole, ...differs } })
  expect(await doctor()).toMatchObject({ state: 'fail', says: expect.stringContaining(words) })
  await server.start(certificate)
  expect(await measured()).toEqual({ state: 'kept', figures: whole })
})

test('a certificate that is not renewed is due, then broken', async () => {
  await server.start(authority.certificate(14))
  expect(await measured()).toEqual({ state: 'due', figures: { ...whole, daysLeft: 13 } })
  expect(await doctor()).toMatchObject({ state: 'warn', says: expect.stringContaining('renew it') })
  portal.passTime(13 * dayMs)
  expect(await measured()).toMatchObject({ state: 'broken', figures: { daysLeft: 0 } })
})

test('a server that is not reached says nothing: the last value expires', async () => {
  await measured()
  await server.stop()
  portal.moveClock(dayMs)
  await expect(measureAgain(portal, 0)).rejects.toThrow('connections-encrypted')
  portal.moveClock(2 * dayMs)
  await expect(measureAgain(portal, 0)).rejects.toThrow('connections-encrypted')
  expect((await evidenceOf(portal, 'connections-encrypted')).state).toBe('unknown')
  expect(await doctor()).toMatchObject({ state: 'fail', says: expect.stringContaining('is not reached') })
})

test('an address without TLS is not measured, and nothing is connected to', async () => {
  const local = await testPortal({ APP_URL: server.url.replace('https', 'http') })
  try {
    const before = server.asked.connections
    await measureAgain(local, 0)
    expect(await evidenceOf(local, 'connections-encrypted')).toMatchObject({
      state: 'unknown',
      measuredAt: null,
    })
    expect(await checkConnections(local.services.env)).toMatchObject({
      state: 'warn',
      says: expect.stringContaining('nothing is measured'),
    })
    expect(server.asked.connections).toBe(before)
  } finally {
    await local.close()
  }
})
