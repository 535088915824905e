import type { CDPSession, Page } from '@playwright/test'
import { everyPage, nameOf, type Visit } from './every-page.ts'
import { expect, type Portal, test } from './people.ts'

// WCAG 1.4.10 and 1.4.4: a width of 320 px, and text of twice the size, in the language with the longest words.

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

async function faultsOf(page: Page, cdp: CDPSession) {
  const faults: string[] = []
  for (const [width, standard] of [
    [320, 16],
    [390, 32],
  ] as const) {
    await page.setViewportSize({ width, height: 800 })
    await cdp.send('Page.setFontSizes', { fontSizes: { standard } })
    const fault = await page.evaluate(widest)
    if (fault) faults.push(`${width} px, text of ${standard} px: ${fault}`)
  }
  return faults
}

async function walk(page: Page, portal: Portal, visits: readonly Visit[]) {
  const context = page.context()
  const cdp = await context.newCDPSession(page)
  const faults: string[] = []
  for (const visit of visits) {
    const { path, cookies } = await visit.open(portal, 'kk')
    await context.clearCookies()
    const url = portal.services.env.APP_URL
    await context.addCookies(Object.entries(cookies).map(([name, value]) => ({ name, value, url })))
    await page.goto(path)
    faults.push(...(await faultsOf(page, cdp)).map((fault) => `${nameOf(visit)}: ${fault}`))
  }
  return faults
}

const isOfStaff = ({ page }: Visit) => /^staff(\/|$)/.test(page)

for (const [whose, visits] of [
  ['people', everyPage.filter((visit) => !isOfStaff(visit))],
  ['staff', everyPage.filter(isOfStaff)],
] as const)
  test(`no page of ${whose} is wider than 320 px or than a phone with text of twice the size`, async ({
    page,
    portal,
  }) => {
    test.slow()
    expect(await walk(page, portal, visits)).toEqual([])
  })
