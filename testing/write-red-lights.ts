import { spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { evidenceIds } from '../db/schema/assurance-codes.ts'
import lights from '../domain/assurance/trust/red-lights.json' with { type: 'json' }
import { readSeen } from './seen-lights.ts'

// Runs the saboteurs: tests that break the real thing until the evidence is red by itself. Writes for each evidence that a test saw
// red the day and the test, and nothing when a test failed. The trust page shows the days. Given files are run instead of all.

const seen = join(mkdtempSync(join(tmpdir(), 'red-lights-')), 'seen')
writeFileSync(seen, '')
const given = process.argv.slice(2)
const tests = given.length > 0 ? given : ['domain/assurance/measure']
const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--project', 'db', ...tests]
const { status } = spawnSync(process.execPath, vitest, {
  stdio: 'inherit',
  env: { ...process.env, LIGHTS_SEEN_FILE: seen },
})
if (status !== 0) process.exit(1)
const red = readSeen(seen).filter(({ state }) => state === 'broken')
const on = new Date().toISOString().slice(0, 10)
const known: Record<string, { on: string; file: string; test: string }> = lights
const written = evidenceIds.flatMap((id) => {
  const by = red.find((one) => one.id === id)
  const light = by ? { on, file: by.file, test: by.test } : known[id]
  return light === undefined ? [] : [[id, light] as const]
})
const file = new URL('../domain/assurance/trust/red-lights.json', import.meta.url)
writeFileSync(file, `${JSON.stringify(Object.fromEntries(written), null, 2)}\n`)
