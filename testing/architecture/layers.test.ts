import { expect, test } from 'vitest'
import { checkLayers, unusedExceptions } from './layers.ts'
import { plant, project } from './project.ts'

test('every import of the project points down', () => {
  expect(project.files.size).toBeGreaterThan(500)
  expect(checkLayers(project)).toEqual([])
})

test('every exception is still needed', () => expect(unusedExceptions(project)).toEqual([]))

const page = 'app/[locale]/planted/page.tsx'
const switchFile = 'components/choices/planted.tsx'

test.each<[string, string, string, RegExp]>([
  [
    'a page that queries a table',
    page,
    `import { consentEvent } from '#db/schema/consent.ts'`,
    /only the domain queries/,
  ],
  ['a page that builds a query', page, `import { sql } from 'drizzle-orm'`, /only the domain queries/],
  [
    'a page that names a table as a type',
    page,
    `type Row = import('#db/schema/consent.ts').Row`,
    /only the domain queries/,
  ],
  [
    'a component that writes',
    switchFile,
    `import { choose } from '#domain/consent/choices/choose.ts'`,
    /only types and rules/,
  ],
  [
    'a component with a table',
    switchFile,
    `import { subject } from '#db/schema/people.ts'`,
    /components may not see db/,
  ],
  [
    'double quotes',
    'domain/access/planted.ts',
    'import { x } from "#app/v1/router.ts"',
    /domain may not see app/,
  ],
  [
    'a dynamic import',
    'domain/access/planted.ts',
    `await import('#app/v1/router.ts')`,
    /domain may not see app/,
  ],
  [
    'an import in backticks',
    'domain/access/planted.ts',
    'await import(`#app/v1/router.ts`)',
    /domain may not see app/,
  ],
  ['a computed import', 'domain/access/planted.ts', 'await import(name)', /computed/],
  [
    'a relative path',
    'domain/access/planted.ts',
    `import '../../app/v1/router.ts'`,
    /domain may not see app/,
  ],
  ['a re-export', 'domain/access/planted.ts', `export * from '#app/v1/router.ts'`, /domain may not see app/],
  [
    'a named re-export',
    'platform/planted.ts',
    `export { authorize } from '#domain/access/permissions.ts'`,
    /platform may not see domain/,
  ],
  [
    'a required module',
    'platform/planted.ts',
    `require('#domain/access/permissions.ts')`,
    /platform may not see domain/,
  ],
  ['support for tests in production', 'app/v1/planted.ts', `import '#testing/people.ts'`, /test support/],
  ['support for tests next to it', 'worker/planted.ts', `import '../testing/people.ts'`, /test support/],
  [
    'the framework in the domain',
    'domain/access/planted.ts',
    `import { headers } from 'next/headers'`,
    /framework/,
  ],
])('finds %s', (_, path, text, what) => {
  expect(plant(checkLayers, { [path]: text })).toEqual([expect.stringMatching(what)])
})

test('finds a new folder and a new file at the top', () => {
  const found = plant(checkLayers, { 'helpers/planted.ts': 'export {}', 'planted.ts': 'export {}' })
  expect(found).toEqual([
    'helpers/planted.ts: not a known folder or file at the top',
    'planted.ts: not a known folder or file at the top',
  ])
})

test('lets a component import rules, codes and types', () => {
  const text = [
    `import { catalogue } from '#domain/consent/rules/catalogue.ts'`,
    `import { requestKinds } from '#db/schema/request-codes.ts'`,
    `import type { ConsentState } from '#domain/consent/ledger/read-choices.ts'`,
  ].join('\n')
  expect(plant(checkLayers, { [switchFile]: text })).toEqual([])
})
