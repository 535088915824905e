import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect } from './people.ts'

/** Nothing to find for axe, nothing wider than the screen. Keeps a picture of the page where `PORTAL_PICTURES` names a folder. */
export async function checkPage(page: Page, name: string) {
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id }) => id)).toEqual([])
  const [shown, wide] = await page.evaluate(() => [innerWidth, document.documentElement.scrollWidth])
  expect(wide).toBeLessThanOrEqual(shown ?? 0)
  const folder = process.env.PORTAL_PICTURES
  if (folder) await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true })
}
