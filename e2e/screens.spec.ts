import { join } from 'node:path'
import { test } from './people.ts'

// Pictures for docs/screens and the README: PORTAL_SCREENS=1 npx playwright test --project screens
const folder = join(import.meta.dirname, '..', 'docs', 'screens')

const pages = [
  { name: 'home', path: '' },
  { name: 'policy', path: '/policy' },
  { name: 'versions', path: '/policy/versions' },
  { name: 'contact', path: '/contact' },
  { name: 'right', path: '/requests/new/access' },
  { name: 'sign-in', path: '/sign-in' },
  { name: 'my', path: '/my' },
  { name: 'choices', path: '/my/choices' },
  { name: 'history', path: '/my/history' },
  { name: 'profile', path: '/my/profile' },
]

for (const locale of ['kk', 'ru'] as const)
  for (const colorScheme of ['light', 'dark'] as const)
    for (const [device, width, height] of [
      ['phone', 390, 844],
      ['desktop', 1280, 900],
    ] as const)
      test(`${locale} ${device} ${colorScheme}`, async ({ browser, portal, baseURL }) => {
        test.slow()
        const context = await browser.newContext({
          viewport: { width, height },
          colorScheme,
          ...(baseURL && { baseURL }),
        })
        await portal.signIn(context, await portal.sampleLearner())
        const page = await context.newPage()
        for (const { name, path } of pages) {
          await page.goto(`/${locale}${path}`, { waitUntil: 'networkidle' })
          await page.screenshot({ path: join(folder, `${name}-${locale}-${device}-${colorScheme}.png`) })
        }
        await context.close()
      })
