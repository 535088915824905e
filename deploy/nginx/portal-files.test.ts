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
