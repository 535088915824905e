import { type Context, contextFor } from '#domain/access/context.ts'
import { sessionCookie } from '#domain/access/session-cookie.ts'
import { openSession } from '#domain/people/sign-in/sessions.ts'
import { probe, storedScripts } from '#testing/stored-scripts.ts'
import { locales } from '../i18n/locales.ts'
import { everyPage } from './every-page.ts'
import { staffIn } from './forms/people-of-forms.ts'
import { places } from './forms/places.ts'
import { type Cookies, send } from './forms/posted.ts'
import { expect, type Portal, test } from './people.ts'
import { fillForms, scriptTyping } from './scripts/filled-forms.ts'
import { halves, offlinePage, personOfScripts } from './scripts/scripts-of-a-person.ts'
import { publishScripts } from './scripts/scripts-of-policy.ts'
import { look, lookAtAnswer, type Watched, watchedPage } from './scripts/watched-page.ts'
import { mintStaff } from './staff.ts'

// What this leaves behind is in every list and in the policy: it runs after all that looks at them.

const lanes = 3

type Visited = { path: string; cookies: Cookies }

async function inLanes<Item>(items: readonly Item[], run: (item: Item, lane: number) => Promise<void>) {
  const waiting = items.values()
  const lane = async (n: number) => {
    for (const item of waiting) await run(item, n)
  }
  await Promise.all(Array.from({ length: lanes }, (_, n) => lane(n)))
}

async function officers(portal: Portal): Promise<[Context, Context]> {
  const officer = async () => {
    const { staffId } = await mintStaff(portal, 'privacy-officer')
    const actor = { kind: 'staff', staffId, roles: ['privacy-officer'], clearance: true, sudo: true } as const
    return contextFor(portal.services, { actor, locale: 'ru' })
  }
  return [await officer(), await officer()]
}

const localeOf = (n: number) => locales[n % locales.length] ?? 'ru'

/** A page that escapes nothing: the text as it is, in an attribute and in a script. */
const carelessParts = ({ text }: { text: string }) => [
  `<div>${text}</div>`,
  `<p title="${text}">`,
  `<script>var text = "${text}"</script>`,
]
/** What ends a page early comes last. */
const endsPage =
  /<(script|style|title|textarea|iframe|noscript|xmp|template|select|frameset|object|!--)|javascript:|http-equiv/i

test('the list runs where nothing is escaped, and the script policy alone stops it', async ({
  browser,
  request,
}) => {
  const policy = (await request.get('/ru/sign-in')).headers()['content-security-policy'] ?? ''
  const alone = storedScripts.flatMap(carelessParts)
  const frames = alone.map(
    (html) => `<iframe srcdoc="${html.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}"></iframe>`,
  )
  const together = alone.toSorted((a, b) => Number(endsPage.test(a)) - Number(endsPage.test(b)))
  const ran = async (parts: readonly string[], isProtected: boolean) => {
    const watched = await watchedPage(browser, { isProtected })
    await watched.page.route('**/careless', (route) =>
      route.fulfill({
        contentType: 'text/html; charset=utf-8',
        headers: { 'content-security-policy': policy },
        body: `<!doctype html><body>${parts.join('\n')}`,
      }),
    )
    await watched.page.goto('/careless', { waitUntil: 'load' })
    await watched.page.waitForTimeout(300)
    await watched.close()
    return new Set(watched.found.flatMap((one) => /script (\d+) ran/.exec(one)?.[1] ?? [])).size
  }
  const counts = [await ran(frames, false), await ran(together, false), await ran(together, true)]
  expect(counts[0]).toBeGreaterThan(90)
  expect(counts[1]).toBeGreaterThan(30)
  expect(counts[2]).toBe(0)
})

/** Where the portal shows what the person, the officers and the policy say, besides the pages of `everyPage`. */
const pagesOf = {
  person: [
    '/my',
    '/my/data',
    '/my/profile',
    '/my/requests',
    '/requests/QUESTION',
    '/requests/COPY',
    '/requests/COPY/package',
  ],
  staff: ['/staff/requests/QUESTION', '/staff/requests/COPY', '/staff/requests?search=QUESTION'],
  everybody: ['', '/policy', '/policy/compare', '/policy/versions', '/trust'],
}

test('no script that is stored in a text runs on any page that shows it', async ({ browser, portal }) => {
  test.setTimeout(300_000)
  const watched = await Promise.all(Array.from({ length: lanes }, () => watchedPage(browser)))
  const at = (lane: number) => watched[lane] as Watched
  const visits: Visited[] = []
  let stored = 0
  const tried = new Set<string>()
  await inLanes([...places.entries()], async ([n, place], lane) => {
    const filled = await fillForms({ portal, locale: localeOf(n), typing: scriptTyping, tried }, place)
    visits.push(filled)
    stored += filled.stored.length
    for (const { where, html } of filled.answers) await lookAtAnswer(at(lane), html, where)
  })
  const { env, clock } = portal.services
  const [first, second] = await officers(portal)
  const person = await personOfScripts(portal)
  const [message, more] = halves()
  const question = await person.file('question', { message })
  await person.file('rectification', { item: more.slice(0, 150), 'correct-value': more.slice(0, 900) })
  const copy = await person.file('access', {})
  const [offline] = await Promise.all([
    offlinePage(person.own, copy, first, second),
    publishScripts(first, second),
  ])
  const { token } = await portal.system.transaction((tx) =>
    openSession(tx, person.subjectId, 'link', clock.now()),
  )
  const cookiesOf = {
    person: { [sessionCookie(env).name]: token },
    staff: (await staffIn(portal, 'privacy-officer')).cookies,
    everybody: {},
  }
  for (const [who, paths] of Object.entries(pagesOf) as [keyof typeof pagesOf, string[]][])
    for (const locale of who === 'everybody' ? locales : [localeOf(visits.length)])
      for (const path of paths)
        visits.push({
          path: `/${locale}${path.replace('QUESTION', question).replace('COPY', copy)}`,
          cookies: cookiesOf[who],
        })
  visits.push({ path: '/policy.atom', cookies: {} })
  for (const [n, visit] of everyPage.entries())
    if (!places.some((place) => place === visit)) visits.push(await visit.open(portal, localeOf(n)))

  const shown: Record<string, number> = {}
  await inLanes(visits, async ({ path, cookies }, lane) => {
    const { text } = await send(path, { cookies })
    if (text.includes(`${probe}(`)) shown[path] = await look(at(lane), path, cookies)
  })
  shown.offline = await look(at(0), offline)
  expect(watched.flatMap(({ found }) => found)).toEqual([])
  // That something was stored and shown at all.
  expect(stored).toBeGreaterThan(40)
  expect(Object.keys(shown).length).toBeGreaterThan(45)
  const all = new Set(watched.flatMap(({ shown }) => [...shown]))
  expect(storedScripts.filter(({ id }) => !all.has(id))).toEqual([])
  await Promise.all(watched.map(({ close }) => close()))
})
