import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Decrypter } from 'age-encryption'
import { expect, test } from 'vitest'
import { bytesOf } from '#testing/packages.ts'
import { ageLock, lockedWithAge, newPassphrase } from './age-lock.ts'

const plain = Buffer.from('Өтеген '.repeat(30_000))
async function* parts() {
  for (let at = 0; at < plain.length; at += 10_000) yield plain.subarray(at, at + 10_000)
}
const locked = async (passphrase: string) => bytesOf(await lockedWithAge(await ageLock(passphrase), parts()))

const open = (file: Uint8Array, passphrase: string) => {
  const decrypter = new Decrypter()
  decrypter.addPassphrase(passphrase)
  return decrypter.decrypt(file)
}

test('a passphrase has six groups of four, and no two are alike', () => {
  const all = new Set(Array.from({ length: 1000 }, newPassphrase))
  expect(all.size).toBe(1000)
  for (const one of all) expect(one).toMatch(/^([a-hj-km-np-z2-9]{4}-){5}[a-hj-km-np-z2-9]{4}$/)
})

test('the library opens a file with the passphrase that the lock was made of, and with no other', async () => {
  const passphrase = newPassphrase()
  const file = await locked(passphrase)
  expect(Buffer.from(await open(file, passphrase)).equals(plain)).toBe(true)
  await expect(open(file, newPassphrase())).rejects.toThrow()
  const cut = file.subarray(0, file.length - 1)
  await expect(open(cut, passphrase)).rejects.toThrow()
})

test('a lock does not contain its passphrase', async () => {
  const passphrase = newPassphrase()
  expect(JSON.stringify(await ageLock(passphrase))).not.toContain(passphrase)
})

/** `age` asks on a terminal only. */
const typing = `
import os, pty, sys, time
out, file, passphrase = sys.argv[1:]
pid, fd = pty.fork()
if pid == 0: os.execvp('age', ['age', '-d', '-o', out, file])
seen = b''
while b'passphrase' not in seen: seen += os.read(fd, 1000)
time.sleep(0.2)
os.write(fd, passphrase.encode() + b'\\n')
try:
    while os.read(fd, 1000): pass
except OSError: pass
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
`

test.runIf(existsSync('/usr/bin/age') && existsSync('/usr/bin/python3'))(
  'the program `age` of the system opens it',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'portal-age-'))
    const [file, out] = [join(folder, 'a.age'), join(folder, 'a')]
    const passphrase = newPassphrase()
    await writeFile(file, await locked(passphrase))
    const run = (word: string) => promisify(execFile)('python3', ['-c', typing, out, file, word])
    await expect(run(newPassphrase())).rejects.toThrow()
    await run(passphrase)
    expect((await readFile(out)).equals(plain)).toBe(true)
    await rm(folder, { recursive: true })
  },
  30_000,
)
