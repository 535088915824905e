import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testAuthority, tlsServer } from '#testing/tls-server.ts'

const authority = testAuthority()
const certificate = authority.certificate(2)
const server = await tlsServer()
beforeAll(() => server.start(certificate))
afterAll(async () => {
  await server.stop()
  authority.remove()
})

/** The script as an operator runs it, and its answer. */
function prove(): Promise<{ code: number | null; said: string }> {
  return new Promise((done) => {
    const script = join(import.meta.dirname, 'prove-tls.sh')
    const child = spawn('sh', [script, 'localhost', new URL(server.url).port])
    let said = ''
    child.stdout.on('data', (text) => {
      said += text
    })
    child.once('close', (code) => done({ code, said }))
  })
}

test('proves a server that speaks TLS 1.3 only', async () => {
  const { code, said } = await prove()
  expect(said).not.toContain('FAIL')
  expect(said.match(/^ok/gm)).toHaveLength(6)
  expect(code).toBe(0)
})

test('names a server that speaks TLS 1.2 too, also by its number and under another name', async () => {
  await server.start({ ...certificate, minVersion: 'TLSv1.2' })
  const { code, said } = await prove()
  expect(said.match(/^FAIL .*/gm)).toEqual([
    'FAIL TLS 1.2: yes',
    'FAIL TLS 1.2 by address: yes',
    'FAIL TLS 1.2 under a foreign name: yes',
  ])
  expect(code).toBe(1)
})
