import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { claim, findPortal, lastAddress } from './claim.mjs'
import { birthOf } from './processes.mjs'

let dataDir = ''
const children: ChildProcess[] = []
const module = new URL('./claim.mjs', import.meta.url).href
const sleeper = 'setInterval(() => {}, 1000)'

beforeEach(() => {
  dataDir = join(mkdtempSync(join(tmpdir(), 'portal-claim-')), '.data')
})
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  rmSync(join(dataDir, '..'), { recursive: true })
})

/** Starts the launcher in another process; resolves with its first output. */
async function anotherStart(then: string): Promise<{ child: ChildProcess; words: string }> {
  const script = `import { spawn } from 'node:child_process'
    import { claim } from ${JSON.stringify(module)}
    const mine = await claim(${JSON.stringify(dataDir)}).catch((error) => {
      console.log(error.message)
      process.exit(1)
    })
    ${then}
    ${sleeper}`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  const [words] = await once(child.stdout.setEncoding('utf8'), 'data')
  return { child, words: String(words).trim() }
}

const startsServer = `const server = spawn(process.execPath, ['-e', '${sleeper}'], { detached: true, stdio: 'ignore' })
  mine.track('server', server.pid)
  console.log(server.pid)`

test('the second start on a data folder is refused while the first lives', async () => {
  await anotherStart("console.log('has it')")
  await expect(claim(dataDir)).rejects.toThrow(/already running .*\(process \d+\)/)
  expect(findPortal(dataDir)).toBeDefined()
})

test('of several at once exactly one gets the folder, after a crash too', async () => {
  const { child } = await anotherStart("console.log('has it')")
  child.kill('SIGKILL')
  await once(child, 'exit')
  const all = await Promise.all([1, 2, 3, 4].map(() => anotherStart("console.log('has it')")))
  expect(all.filter(({ words }) => words === 'has it')).toHaveLength(1)
})

test('what a killed start left running is ended by the next one', async () => {
  const { child, words } = await anotherStart(startsServer)
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(birthOf(Number(words))).toBeDefined()
  const mine = await claim(dataDir)
  expect(mine.orphans).toEqual(['server'])
  expect(birthOf(Number(words))).toBeUndefined()
})

test('the folder is free after a release, and still knows where the portal was', async () => {
  const first = await claim(dataDir)
  first.setAddress({ port: 3987, appUrl: 'http://localhost:3987', mailboxPort: 40000 })
  first.release()
  expect(findPortal(dataDir)).toBeUndefined()
  const second = await claim(dataDir)
  expect(second.orphans).toEqual([])
  expect(lastAddress(dataDir)?.port).toBe(3987)
})
