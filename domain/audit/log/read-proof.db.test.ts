import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testAction, testLog } from '#testing/audit-log.ts'
import { goEnvironment, hasGo } from '#testing/go.ts'
import { type TestPortal, testPortal } from '#testing/people.ts'
import { append } from '../record/append.ts'
import { readProof } from './read-proof.ts'
import { readVerifierKeys } from './read-public.ts'

const many = 1000

let portal: TestPortal
let log: Awaited<ReturnType<typeof testLog>>
beforeAll(async () => {
  portal = await testPortal()
  log = await testLog(portal)
})
afterAll(() => portal.close())

/** One bit of a line's base64, of its number, or the line itself. */
function mutate(proof: string, which: number): string {
  const lines = proof.split('\n')
  const end = lines.indexOf('')
  const flipped = (text: string) => {
    const bytes = Buffer.from(text, 'base64')
    const at = which % bytes.length
    bytes[at] = (bytes[at] ?? 0) ^ (1 << (which % 8))
    return bytes.toString('base64')
  }
  const change = (line: number, how: (text: string) => string) =>
    lines.map((text, place) => (place === line ? how(text) : text)).join('\n')
  const path = 3 + (which % (end - 3))
  const mutations = [
    () => change(1, (text) => `extra ${flipped(text.slice('extra '.length))}`),
    () => change(2, (text) => `index ${Number(text.slice('index '.length)) ^ 1}`),
    () => change(path, flipped),
    () => lines.toSpliced(path, 1).join('\n'),
    () => change(end + 1, (text) => `${text}/2`),
    () => change(end + 2, (text) => String(Number(text) + 1)),
    () => change(end + 3, flipped),
    () => change(lines.length - 2, (text) => text.replace(/\S+$/, flipped)),
  ]
  return mutations[which % mutations.length]?.() ?? proof
}

test.skipIf(!hasGo)(
  `Go accepts ${many} proofs and refuses ${many} changed ones`,
  { timeout: 240_000 },
  async () => {
    for (let from = 0; from < many; from += 100)
      await portal.system.transaction((tx) => {
        const records = Array.from({ length: 100 }, (_, i) => ({
          action: testAction('test'),
          resource: `test:${from + i}`,
        }))
        return append(tx, portal.system.auditedAs, ...records)
      })
    await log.seal()
    const folder = mkdtempSync(join(tmpdir(), 'portal-proofs-'))
    const writeProof = async (which: number) => {
      const found = await readProof(portal.visitor, { actions: ['test'], resource: `test:${which}` })
      if (!found) throw new Error(`no proof of ${which}`)
      writeFileSync(join(folder, `${which}.tlog-proof`), found.proof)
      writeFileSync(join(folder, `${which}.changed`), mutate(found.proof, which))
    }
    for (let from = 0; from < many; from += 10)
      await Promise.all(Array.from({ length: 10 }, (_, i) => writeProof(from + i)))
    const key = (await readVerifierKeys(portal.visitor))?.trim() ?? ''
    const program = join(folder, 'verify-proof')
    execFileSync('go', ['build', '-o', program, 'docs/verify-proof.go'], { env: goEnvironment })
    const run = (ending: string) => {
      const files = Array.from({ length: many }, (_, which) => `${which}.${ending}`)
      const { status, stdout } = spawnSync(program, [key, ...files], { cwd: folder, maxBuffer: 2 ** 26 })
      return { status, lines: stdout.toString().trim().split('\n') }
    }
    const kept = run('tlog-proof')
    expect(kept.lines.filter((line) => !line.startsWith('accepted '))).toEqual([])
    expect(kept).toMatchObject({ status: 0 })
    expect(kept.lines[7]).toContain('"resource":"test:7"')
    const changed = run('changed')
    expect(changed.lines.filter((line) => !line.startsWith('REFUSED '))).toEqual([])
    expect(changed).toMatchObject({ status: 1 })
    expect([kept.lines.length, changed.lines.length]).toEqual([many, many])
  },
)

test('gives no proof of what is not sealed or not there', async () => {
  expect(await readProof(portal.visitor, { actions: ['none'] })).toBeNull()
  await log.write('not sealed')
  expect(await readProof(portal.visitor, { actions: ['not sealed'] })).toBeNull()
})
