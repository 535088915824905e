import { AxeBuilder } from '@axe-core/playwright'
import type { CDPSession, Page } from '@playwright/test'
import { type Locale, locales } from '../i18n/locales.ts'
import { everyPage, nameOf, type Visit } from './every-page.ts'
import { expect, type Portal, test } from './people.ts'
import { mintStaff, signInStaff } from './staff.ts'

// WCAG 2.2 AA: what axe finds, a width of 320 px (1.4.10) and text of twice the size (1.4.4).

const phone = { width: 390, height: 800 }
const desktop = { width: 1280, height: 900 }
/** A language changes lengths and names, a theme only colours, and words have most room on a desktop. */
const longestLocale: Locale = 'kk'

/** Beyond the standard: landmarks need distinct names, so that a list of them is useful. */
const everyRule: Parameters<AxeBuilder['options']>[0] = {
  resultTypes: ['violations'],
  runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] },
  rules: { 'landmark-unique': { enabled: true } },
}
const colours: typeof everyRule = {
  resultTypes: ['violations'],
  runOnly: { type: 'rule', values: ['color-contrast'] },
}

async function axe(page: Page, rules: typeof everyRule) {
  // No page has a frame, so axe need not open a window of its own for each result.
  const { violations } = await new AxeBuilder({ page }).options(rules).setLegacyMode().analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 120)}`)
}

/** What axe finds on a phone, and whether the page has a title and one heading. */
async function faultsOnPhone(page: Page) {
  await page.setViewportSize(phone)
  await page.locator('main details').evaluateAll((all) => {
    for (const one of all) one.setAttribute('open', '')
  })
  const named = (await page.title()).length > 5 && (await page.locator('h1').count()) === 1
  const ids = await page.locator('[id]').evaluateAll((all) => all.map((one) => one.id))
  const twice = ids.filter((id, n) => ids.indexOf(id) !== n)
  return [
    ...(await axe(page, everyRule)),
    ...(named ? [] : ['no title or not one heading']),
    ...twice.map((id) => `two elements have the id ${id}`),
  ]
}

async function faultsOfColoursAndRoom(page: Page) {
  await page.emulateMedia({ colorScheme: 'dark' })
  const dark = await axe(page, colours)
  await page.setViewportSize(desktop)
  dark.push(...(await axe(page, colours)))
  await page.emulateMedia({ colorScheme: 'light' })
  return [...dark.map((fault) => `dark: ${fault}`), ...(await axe(page, everyRule))]
}

/** Writes every Kazakh date as the longest one, and names what is wider than the window and not in a scroller of its own. */
function widest() {
  const months = 'қаңтар|ақпан|наурыз|сәуір|мамыр|маусым|шілде|тамыз|қыркүйек|қазан|қараша|желтоқсан'
  const date = new RegExp(`\\d{1,2}([ \u00a0])(${months})`, 'g')
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let node = texts.nextNode(); node; node = texts.nextNode())
    if (node.nodeValue) node.nodeValue = node.nodeValue.replace(date, '30$1желтоқсан')
  if (document.documentElement.scrollWidth <= innerWidth) return null
  const isInScroller = (element: Element) => {
    for (let above = element.parentElement; above; above = above.parentElement)
      if (getComputedStyle(above).overflowX !== 'visible') return true
    return false
  }
  const out = [...document.body.querySelectorAll('*')].filter(
    (element) => element.getBoundingClientRect().right > innerWidth + 1 && !isInScroller(element),
  )
  const last = out.at(-1)
  return `${document.documentElement.scrollWidth} of ${innerWidth} px: ${last?.outerHTML.slice(0, 160)}`
}

async function faultsOfWidth(page: Page, cdp: CDPSession) {
  const faults: string[] = []
  for (const [width, standard] of [
    [desktop.width, 16],
    [320, 16],
    [390, 32],
  ] as const) {
    await page.setViewportSize({ width, height: 800 })
    await cdp.send('Page.setFontSizes', { fontSizes: { standard } })
    const fault = await page.evaluate(widest)
    if (fault) faults.push(`${width} px, text of ${standard} px: ${fault}`)
  }
  await cdp.send('Page.setFontSizes', { fontSizes: { standard: 16 } })
  return faults
}

async function walk(page: Page, portal: Portal, visits: readonly Visit[], locale: Locale) {
  const context = page.context()
  const cdp = await context.newCDPSession(page)
  // Colours would be looked at while they change.
  await page.emulateMedia({ reducedMotion: 'reduce' })
  const faults: string[] = []
  for (const visit of visits) {
    const { path, cookies } = await visit.open(portal, locale)
    await context.clearCookies()
    const url = portal.services.env.APP_URL
    await context.addCookies(Object.entries(cookies).map(([name, value]) => ({ name, value, url })))
    await page.goto(path)
    const found = await faultsOnPhone(page)
    if (locale === longestLocale)
      found.push(...(await faultsOfColoursAndRoom(page)), ...(await faultsOfWidth(page, cdp)))
    faults.push(...found.map((fault) => `${nameOf(visit)}: ${fault}`))
  }
  return faults
}

const groups = {
  'about oneself': /^my/,
  'of requests': /^requests/,
  'of staff about requests': /^staff\/(requests|calendar)/,
  'of staff': /^staff/,
  'for everybody': /^/,
}
const groupOf = ({ page }: Visit) => Object.entries(groups).find(([, pattern]) => pattern.test(page))?.[0]

// The longest first, so that no browser waits for it at the end.
for (const locale of [...locales].sort((a) => (a === longestLocale ? -1 : 1)))
  for (const group of Object.keys(groups))
    test(`axe finds no fault on any page ${group}, and nothing is too wide, in ${locale}`, async ({
      page,
      portal,
    }) => {
      test.slow()
      const visits = everyPage.filter((visit) => groupOf(visit) === group)
      // What differs by language is in each face of a page: the others are looked at in the longest one.
      const first = visits.filter(({ page }, n) => visits.findIndex((one) => one.page === page) === n)
      const seen = locale === longestLocale ? visits : first
      expect(await walk(page, portal, seen, locale)).toEqual([])
    })

test('the keyboard reaches the content first, and focus is always seen', async ({ page }) => {
  await page.goto('/ru/policy')
  await page.keyboard.press('Tab')
  await expect(page.getByRole('link', { name: 'Перейти к содержанию' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.locator('#content')).toBeFocused()
  await page.keyboard.press('Tab')
  const outline = await page.evaluate(
    () => getComputedStyle(document.activeElement ?? document.body).outlineStyle,
  )
  expect(outline).not.toBe('none')
})

test('Escape closes the menu of a phone and gives the focus back', async ({ page, context, portal }) => {
  await page.setViewportSize({ width: 390, height: 800 })
  await signInStaff(portal, context, await mintStaff(portal, 'auditor'))
  for (const path of ['/ru/policy', '/ru/sign-in', '/ru/staff']) {
    await page.goto(path)
    const menu = page.locator('details.menu').filter({ visible: true })
    const summary = menu.locator('summary')
    await summary.click()
    await expect(menu, path).toHaveAttribute('open')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Escape')
    await expect(menu, path).not.toHaveAttribute('open')
    await expect(summary, path).toBeFocused()
  }
})
