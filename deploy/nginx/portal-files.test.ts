import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { portalFiles } from './portal-files.ts'

test.each(Object.entries(portalFiles()))(
  '%s is what the lists of the portal say: node deploy/nginx/write.ts',
  (name, text) => {
    expect(readFileSync(join(import.meta.dirname, name), 'utf8')).toBe(text)
  },
)

// Modules that import each other in a circle fail only where the wrong one is loaded first.
test('the program that writes them can load their lists', () => {
  const program = `import('${join(import.meta.dirname, 'portal-files.ts')}').then(({ portalFiles }) => console.log(Object.keys(portalFiles()).length))`
  const count = execFileSync(process.execPath, ['-e', program], { encoding: 'utf8' })
  expect(Number(count)).toBe(Object.keys(portalFiles()).length)
})
