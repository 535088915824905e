import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const files = readdirSync(import.meta.dirname).filter((name) => /(?<!\.test)\.ts$/.test(name))

test('the client needs nothing but itself: no package, nothing of Node, nothing of the portal', () => {
  const imports = files.flatMap((name) => {
    const text = readFileSync(join(import.meta.dirname, name), 'utf8')
    return [...text.matchAll(/\bfrom\s+'([^']+)'|\bimport\s*\(?\s*'([^']+)'/g)].map(
      ([, one, other]) => one ?? other,
    )
  })
  expect(imports.length).toBeGreaterThan(5)
  expect(imports.filter((target) => !target?.startsWith('./'))).toEqual([])
  const named = files.filter((name) =>
    /\b(process|Buffer|require|__dirname)\b/.test(readFileSync(join(import.meta.dirname, name), 'utf8')),
  )
  expect(named).toEqual([])
})
