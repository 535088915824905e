import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { evidenceIds } from '../db/schema/assurance-codes.ts'
import lights from '../domain/assurance/trust/red-lights.json' with { type: 'json' }

// Runs the saboteurs: tests that break the real thing until the evidence is red by itself. Writes for each evidence that a test saw
// red the day and the test, and nothing when a test failed. The trust page shows the days. Given files are run instead of all.

const seen = join(mkdtempSync(join(tmpdir(), 'red-lights-')), 'seen')
writeFileSync(seen, '')
const given = process.argv.slice(2)
const tests = given.length > 0 ? given : ['domain/assurance/measure']
const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--project', 'db', ...tests]
const { status } = spawnSync(process.execPath, vitest, {
  stdio: 'inherit',
  env: { ...process.env, RED_LIGHTS_FILE: seen },
})
if (status !== 0) process.exit(1)
type Red = { id: string; file: string; test: string }
const red = readFileSync(seen, 'utf8')
  .split('\n')
  .filter(Boolean)
  .map((line): Red => JSON.parse(line))
  // Files run in any order: the same run writes the same.
  .sort((a, b) => `${a.file} ${a.test}`.localeCompare(`${b.file} ${b.test}`))
const on = new Date().toISOString().slice(0, 10)
const known: Record<string, { on: string; file: string; test: string }> = lights
const written = evidenceIds.flatMap((id) => {
  const by = red.find((one) => one.id === id)
  const light = by ? { on, file: by.file, test: by.test } : known[id]
  return light === undefined ? [] : [[id, light] as const]
})
const file = new URL('../domain/assurance/trust/red-lights.json', import.meta.url)
writeFileSync(file, `${JSON.stringify(Object.fromEntries(written), null, 2)}\n`)
