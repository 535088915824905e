import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { sourcesHash } from './build.mjs'

let checkout = ''
const write = (path: string, text: string) => {
  mkdirSync(dirname(join(checkout, path)), { recursive: true })
  writeFileSync(join(checkout, path), text)
}

beforeEach(() => {
  checkout = mkdtempSync(join(tmpdir(), 'portal-checkout-'))
  for (const path of [
    'package-lock.json',
    'proxy.ts',
    'app/[locale]/page.tsx',
    'i18n/messages/kk/common.json',
  ]) {
    write(path, 'first')
  }
})
afterEach(() => rmSync(checkout, { recursive: true }))

test.each([
  'package-lock.json',
  'proxy.ts',
  'app/[locale]/page.tsx',
  'i18n/messages/kk/common.json',
  'public/new.svg',
])('a change of %s makes the build stale', (path) => {
  const before = sourcesHash(checkout, 'key')
  write(path, 'second')
  expect(sourcesHash(checkout, 'key')).not.toBe(before)
})

test('a file that moves makes the build stale', () => {
  const before = sourcesHash(checkout, 'key')
  rmSync(join(checkout, 'app/[locale]/page.tsx'))
  write('app/[locale]/other/page.tsx', 'first')
  expect(sourcesHash(checkout, 'key')).not.toBe(before)
})

test('another key for server actions makes the build stale', () => {
  expect(sourcesHash(checkout, 'key')).not.toBe(sourcesHash(checkout, 'another'))
})

test.each([
  'app/page.test.tsx',
  'domain/consent/README.md',
  'server.ts',
  'next-env.d.ts',
  'e2e/sign-in.spec.ts',
])('a change of %s does not', (path) => {
  const before = sourcesHash(checkout, 'key')
  write(path, 'second')
  expect(sourcesHash(checkout, 'key')).toBe(before)
})
