import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { evidenceIds } from '../db/schema/assurance-codes.ts'
import dates from '../domain/assurance/trust/red-lights.json' with { type: 'json' }

// Runs the saboteurs: tests that break the real thing until the evidence is red by itself. Writes the day for each evidence that a
// test saw red, and nothing when a test failed. The trust page shows the days. Given files are run instead of all.

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
const red = new Set(readFileSync(seen, 'utf8').split('\n'))
const today = new Date().toISOString().slice(0, 10)
const known: Record<string, string> = dates
const written = evidenceIds.flatMap((id) => {
  const day = red.has(id) ? today : known[id]
  return day === undefined ? [] : [[id, day] as const]
})
const file = new URL('../domain/assurance/trust/red-lights.json', import.meta.url)
writeFileSync(file, `${JSON.stringify(Object.fromEntries(written), null, 2)}\n`)
