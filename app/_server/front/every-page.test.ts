import { expect, test } from 'vitest'
import { everyPage } from '../../../e2e/every-page.ts'
import { entryPoints } from './entry-points.ts'

test('the journey at 320 px leaves no page out', () => {
  const pages = Object.keys(entryPoints).flatMap((name) =>
    name.startsWith('page /') ? [name.slice('page /'.length)] : [],
  )
  const visited = new Set(everyPage.map(({ page }) => page))
  expect(pages.filter((page) => !visited.has(page))).toEqual([])
  expect([...visited].filter((page) => !pages.includes(page))).toEqual([])
})
