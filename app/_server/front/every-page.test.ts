import { expect, test } from 'vitest'
import { everyPage } from '../../../e2e/every-page.ts'
import { entryPoints } from './entry-points.ts'

/** Only where `PORTAL_GUARDIANS` is on: `e2e/guardians.spec.ts` looks at them at this width. */
const ofGuardians = [
  'my/representative',
  'my/represented',
  'my/represented/[representation]',
  'representative/[token]',
]

test('the journey at 320 px leaves no page out', () => {
  const pages = Object.keys(entryPoints).flatMap((name) =>
    name.startsWith('page /') ? [name.slice('page /'.length)] : [],
  )
  const visited = new Set([...ofGuardians, ...everyPage.map(({ page }) => page)])
  expect(pages.filter((page) => !visited.has(page))).toEqual([])
  expect([...visited].filter((page) => !pages.includes(page))).toEqual([])
})
