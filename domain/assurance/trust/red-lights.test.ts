import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { evidenceIds } from '#db/schema/assurance-codes.ts'
import { evidence } from '../rules/evidence.ts'
import { unjudged } from '../rules/judge.ts'
import { madeRedOn, redLight } from './red-lights.ts'

const judged = evidenceIds.filter((id) => !unjudged.includes(evidence[id].kind))

test('only an answer without a promised term has no light', () => {
  expect(evidenceIds.filter((id) => !judged.includes(id))).toEqual(['questions-answered'])
  expect(madeRedOn('questions-answered')).toBeNull()
})

// `test.each` writes its own titles: `%s` stands for any text.
const titlesIn = (file: string) =>
  [...readFileSync(file, 'utf8').matchAll(/['"`]((?:[^'"`\\\n]|\\.)+)['"`]/g)].map(([, title = '']) => {
    const parts = title
      .split(/%[sj]|\$\{?[\w.]+\}?/)
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    return new RegExp(`^${parts.join('.*')}$`)
  })

test.each(judged)(
  '%s was made red by a saboteur that is still there: `node testing/write-red-lights.ts` runs them',
  (id) => {
    const light = redLight(id)
    expect(light, `no test makes ${id} red`).toBeDefined()
    const { on = '', file = '', test: title = '' } = light ?? {}
    expect(file).toMatch(/^domain\/assurance\/measure\/.+\.db\.test\.ts$/)
    expect(on <= new Date().toISOString().slice(0, 10)).toBe(true)
    const last = title.split(' > ').at(-1) ?? ''
    expect(
      titlesIn(file).some((one) => one.test(last)),
      `${file} has no test “${title}”`,
    ).toBe(true)
    expect(readFileSync(file, 'utf8')).not.toMatch(/(INSERT INTO|UPDATE|DELETE FROM) evidence_measurement/)
  },
)

describe('what is broken on purpose', () => {
  test.each([
    ['a backup is deleted', 'backups-made', 'backup-saboteur.db.test.ts', /a backup that is deleted/],
    ['a training expires', 'training-current', 'saboteurs.db.test.ts', /a training that ends/],
    [
      'a message could go without consent',
      'answers-supported',
      'usage-saboteur.db.test.ts',
      /granted where the ledger does not/,
    ],
    [
      'the sealer of the log stops',
      'audit-log-verified',
      'log-saboteur.db.test.ts',
      /a log that nobody seals/,
    ],
    ['the clock moves past a term', 'access-in-time', 'saboteurs.db.test.ts', /when the term of a request/],
  ] as const)('%s', (_what, id, file, title) => {
    const path = `domain/assurance/measure/${file}`
    expect(judged).toContain(id)
    expect(readFileSync(path, 'utf8')).toMatch(title)
    expect(readFileSync(path, 'utf8')).toContain(id)
  })
})
