import type { Browser, Page } from '@playwright/test'
import { probe } from '#testing/stored-scripts.ts'
import type { Cookies } from '../forms/posted.ts'
import { origin } from '../origin.ts'

/** What ran on a page or would run, and which scripts of the list it showed as text. */
export type Watched = { page: Page; found: string[]; shown: Set<number>; close: () => Promise<void> }

/**
 * A page of a browser that notices every script of the list. `isProtected`: under the portal's script policy, as readers have it;
 * otherwise without it, so that only the page's own care keeps a script from running.
 */
export async function watchedPage(browser: Browser, { isProtected = false } = {}): Promise<Watched> {
  const context = await browser.newContext({ bypassCSP: !isProtected })
  const page = await context.newPage()
  const watched: Watched = { page, found: [], shown: new Set(), close: () => context.close() }
  const note = (what: string) => watched.found.push(`${what} at ${page.url()}`)
  await context.exposeFunction(probe, (id: number) => note(`script ${id} ran`))
  context.on('dialog', (dialog) => {
    note('a dialog')
    void dialog.dismiss()
  })
  await context.route(/\.woff2$/, (route) => route.abort())
  await context.route(/evil\.example/, (route) => {
    note(`asked for ${route.request().url()}`)
    return route.abort()
  })
  return watched
}

/** Opens a page, waits for its own scripts, and looks for what the list left in it. Gives how many of the list it shows. */
export async function look(watched: Watched, path: string, cookies: Cookies = {}) {
  const context = watched.page.context()
  const url = new URL(path, origin).href
  await context.clearCookies()
  if (url.startsWith('http'))
    await context.addCookies(Object.entries(cookies).map(([name, value]) => ({ name, value, url })))
  await watched.page.goto(url, { waitUntil: 'load' })
  return lookAround(watched, path)
}

/** The same with the answer of a form, which has no address of its own. */
export async function lookAtAnswer(watched: Watched, html: string, where: string) {
  await watched.page.setContent(html, { waitUntil: 'domcontentloaded' })
  return lookAround(watched, `the answer of ${where}`)
}

async function lookAround({ page, found, shown }: Watched, where: string): Promise<number> {
  await page.evaluate(() => {
    for (const one of document.querySelectorAll('details')) one.open = true
    return new Promise((done) => requestAnimationFrame(() => setTimeout(done, 30)))
  })
  const { live, ids } = await page.evaluate(scriptsIn, probe)
  found.push(...live.map((one) => `${one} at ${where}`))
  for (const id of ids) shown.add(id)
  return ids.length
}

/** In the browser: every place of a page from which a script of the list could run, and those that are only text. */
function scriptsIn(probe: string) {
  const call = `${probe}(`
  const live: string[] = []
  const texts: string[] = []
  const address = /^(href|src|action|formaction|data|xlink:href|poster|srcdoc|style|content)$/
  const visit = (root: Document | DocumentFragment | ShadowRoot) => {
    for (const element of root.querySelectorAll('*')) {
      const name = element.localName
      for (const { name: key, value } of element.attributes) {
        if (!value.includes(call) && !key.includes(call)) continue
        const scheme = value.replace(/[\p{Cc} ]/gu, '').toLowerCase()
        const runs = key.startsWith('on') || key === 'srcdoc' || (key === 'style' && value.includes('url('))
        const leads =
          address.test(key) && /^(javascript|vbscript|data|view-source|feed|blob):|^\/\/evil/.test(scheme)
        if (
          runs ||
          leads ||
          key.includes(call) ||
          (name === 'meta' && key === 'content' && element.hasAttribute('http-equiv'))
        )
          live.push(`<${name} ${key}="${value.slice(0, 80)}">`)
      }
      const text = element.textContent ?? ''
      const isData = name === 'script' && /json/.test(element.getAttribute('type') ?? '')
      // The framework's rows are strings in a script: what left them ran, and was noticed.
      const isRows =
        name === 'script' && /^(self\.__next_f|\(self\.__next_f=self\.__next_f\|\|\[\]\))\.push\(/.test(text)
      if ((name === 'script' || name === 'style') && text.includes(call) && !isData && !isRows)
        live.push(`<${name}>${text.slice(0, 80)}`)
      if (element instanceof HTMLTemplateElement) visit(element.content)
      if (element.shadowRoot) visit(element.shadowRoot)
      if (element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement)
        texts.push(element.value)
    }
  }
  visit(document)
  texts.push(document.body?.innerText ?? document.documentElement.textContent ?? '')
  const escaped = `${probe}\\((\\d+)\\)`
  const ids = [...texts.join('\n').matchAll(new RegExp(escaped, 'g'))].map(([, id]) => Number(id))
  return { live, ids: [...new Set(ids)] }
}
