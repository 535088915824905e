import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { evidenceIds } from '#db/schema/assurance-codes.ts'
import { type EvidenceId, evidence } from '#domain/assurance/rules/evidence.ts'
import { neverDue } from '#domain/assurance/rules/judge.ts'
import { redLight } from '#domain/assurance/trust/red-lights.ts'
import { missingLights, readSeen, type Seen } from './seen-lights.ts'

const judged = evidenceIds.filter((id) => id !== 'questions-answered')
const file = 'domain/assurance/measure/some-saboteur.db.test.ts'
const look = (id: EvidenceId, state: Seen['state']): Seen => ({ id, state, file, test: `${id} turns` })
const lights = Object.fromEntries(judged.map((id) => [id, { on: '2026-11-30', file, test: `${id} turns` }]))
const amber = judged.filter((id) => !neverDue.includes(evidence[id].kind))
const whole = [...judged.map((id) => look(id, 'broken')), ...amber.map((id) => look(id, 'due'))]

test('a run in which each judged evidence was seen amber and red owes nothing', () => {
  expect(missingLights(whole, lights)).toEqual([])
  expect(missingLights([], lights)).toHaveLength(judged.length + amber.length)
})

test.each(judged)('a run without a look at %s while it is red fails', (id) => {
  const others = whole.filter((one) => one.id !== id || one.state !== 'broken')
  const missing = [`${id}: no test saw it red`]
  expect(missingLights(others, lights)).toEqual(missing)
  expect(missingLights([...others, look(id, 'kept'), look(id, 'unknown')], lights)).toEqual(missing)
})

test.each(amber)('a run without a look at %s while it is amber fails', (id) => {
  const others = whole.filter((one) => one.id !== id || one.state !== 'due')
  expect(missingLights([...others, look(id, 'neutral')], lights)).toEqual([`${id}: no test saw it amber`])
})

test('the test that the list names must be the one that saw it', () => {
  const other = { on: '2026-11-30', file, test: 'another' }
  expect(missingLights(whole, { ...lights, 'backups-made': other })).toEqual([
    'backups-made: “another” did not see it red: run testing/write-red-lights.ts',
  ])
})

test('looks of tests that are no saboteurs do not count', () => {
  const path = join(mkdtempSync(join(tmpdir(), 'lights-')), 'seen')
  const elsewhere = { ...look('backups-made', 'broken'), file: 'cli/doctor/evidence-check.db.test.ts' }
  const lines = [elsewhere, look('access-in-time', 'broken')].map((one) => `${JSON.stringify(one)}\n`)
  writeFileSync(path, lines.join(''))
  expect(readSeen(path)).toEqual([look('access-in-time', 'broken')])
  expect(redLight('access-in-time')?.file).toMatch(/^domain\/assurance\/measure\//)
})
