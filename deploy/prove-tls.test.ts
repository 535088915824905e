import { afterAll, beforeAll, expect, test } from 'vitest'
import { commandUnder, runAsWritten } from '#testing/documented.ts'
import { testAuthority, tlsServer } from '#testing/tls-server.ts'

const authority = testAuthority()
const certificate = authority.certificate(2)
const server = await tlsServer()
beforeAll(() => server.start(certificate))
afterAll(async () => {
  await server.stop()
  authority.remove()
})

/** The command of docs/security.md as it stands there, and its answer. */
const prove = () =>
  runAsWritten(commandUnder('docs/security.md', 'TLS 1.3 only'), {
    env: { HOST: 'localhost', TLS_PORT: new URL(server.url).port },
  })

test('proves a server that speaks TLS 1.3 only', async () => {
  const { status, said } = await prove()
  expect(said).not.toContain('FAIL')
  expect(said.match(/^ok/gm)).toHaveLength(6)
  expect(status).toBe(0)
})

test('names a server that speaks TLS 1.2 too, also by its number and under another name', async () => {
  await server.start({ ...certificate, minVersion: 'TLSv1.2' })
  const { status, said } = await prove()
  expect(said.match(/^FAIL .*/gm)).toEqual([
    'FAIL TLS 1.2: yes',
    'FAIL TLS 1.2 by address: yes',
    'FAIL TLS 1.2 under a foreign name: yes',
  ])
  expect(status).toBe(1)
})

test('fails for a server that does not answer', async () => {
  await server.stop()
  const { status, said } = await prove()
  expect(said).toContain('FAIL TLS 1.3: no')
  expect(status).toBe(1)
})
