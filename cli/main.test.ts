import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { commands } from './commands.ts'
import { runCommand } from './main.ts'

let said: string[]
beforeEach(() => {
  said = []
  const hear = (chunk: unknown) => {
    said.push(String(chunk))
    return true
  }
  vi.spyOn(process.stdout, 'write').mockImplementation(hear)
  vi.spyOn(process.stderr, 'write').mockImplementation(hear)
  vi.spyOn(console, 'log').mockImplementation(hear)
  vi.spyOn(console, 'error').mockImplementation(hear)
})
afterEach(() => {
  vi.restoreAllMocks()
})

describe('the command line', () => {
  it('names each command once, and each can print JSON', async () => {
    const names = commands.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    for (const name of names) {
      said = []
      expect(await runCommand([...name.split(' '), '--help'])).toBe(0)
      expect(said.join('')).toContain('--json')
    }
  })

  it.each([[[]], [['nothing']], [['mail', 'last']], [['doctor', '--nothing']], [['doctor', 'extra']]])(
    'answers 2 to wrong use: %j',
    async (args) => {
      expect(await runCommand(args)).toBe(2)
    },
  )

  it('answers 1 and names the setting when the settings are wrong', async () => {
    vi.stubEnv('DATABASE_URL', 'nonsense')
    expect(await runCommand(['sample', 'accounts'])).toBe(1)
    expect(said.join('')).toMatch(/^DATABASE_URL: /)
    expect(await runCommand(['doctor', '--json'])).toBe(1)
    vi.unstubAllEnvs()
  })
})
