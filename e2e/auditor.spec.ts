import type { HTMLElement } from 'node-html-parser'
import { parse } from 'node-html-parser'
import { type EntryPoint, entryPoints } from '#app/_server/front/entry-points.ts'
import { isAllowed, type Permission } from '#domain/access/permissions.ts'
import { startDraft } from '#domain/policy/drafts/edit-draft.ts'
import { builtActions } from './built-actions.ts'
import { staffIn } from './forms/people-of-forms.ts'
import { places } from './forms/places.ts'
import { expect, test } from './people.ts'
import { mintStaff, signInStaff } from './staff.ts'

/** What an auditor's forms may do: leave, say who is there again, keep the own account, and have a file of records made. */
const harmless = [
  'signOutStaff',
  'confirmWithCode',
  'askNewPasskey',
  'addOwnPasskey',
  'removeOwnPasskey',
  'endSession',
  'endOthers',
  'askForKit',
  'search',
]

/** Entry points of the console by the addresses that they have. */
const consolePlaces = (Object.keys(entryPoints) as EntryPoint[]).flatMap((name) => {
  const [, path] = /^(?:page|route \w+) (\/staff.*)$/.exec(name) ?? []
  if (!path) return []
  return [{ name, address: new RegExp(`^/ru${path.replace(/\[[^\]]+\]/g, '[^/]+')}$`) }]
})
const placesAt = (path: string) => {
  const found = consolePlaces.filter(({ address }) => address.test(path)).map(({ name }) => name)
  // A literal address wins over one with a parameter.
  return found.filter((name) => !name.includes('[') || found.every((one) => one.includes('[')))
}

/** The names of the actions that a form calls, as the framework writes them for browsers without script. */
function actionsOf(form: HTMLElement): string[] {
  const names = new Map([...builtActions()].map(([name, { id }]) => [id, name]))
  const ids = form.querySelectorAll('input[name^="$ACTION_"], button[name^="$ACTION_"]').flatMap((input) => {
    const given = `${input.getAttribute('name')} ${input.getAttribute('value') ?? ''}`
    return /\$ACTION_(?:ID_|\d+:0 )/.test(given) ? (given.match(/[0-9a-f]{40,}/g) ?? ['unknown']) : []
  })
  return ids.map((id) => names.get(id) ?? id)
}

test('an auditor follows every link of the console, reads every page of the role, and finds nothing that changes a record', async ({
  context,
  portal,
}) => {
  await startDraft((await staffIn(portal, 'privacy-officer')).ctx)
  // The invented records have no incident and no webhook.
  for (const made of ['staff/incidents/[reference]', 'staff/integrations/webhooks/[endpointId]'])
    await places.find(({ page }) => page === made)?.open(portal, 'ru')
  const member = await mintStaff(portal, 'auditor')
  await signInStaff(portal, context, member, { fresh: true })
  const auditor = { kind: 'staff', staffId: member.staffId, roles: ['auditor'], clearance: true } as const
  const mayUse = (name: EntryPoint) => isAllowed(auditor, entryPoints[name] as Permission)

  const read = new Set<string>()
  const wrong: string[] = []
  const waiting = ['/ru/staff']
  for (let address = waiting.shift(); address !== undefined; address = waiting.shift()) {
    const [path = ''] = address.split('?')
    const [place = ''] = placesAt(path).filter((name) => name.startsWith('page '))
    if (read.has(place)) continue
    read.add(place)
    const answer = await context.request.get(address, { maxRedirects: 0 })
    if (answer.status() !== 200) wrong.push(`${address}: ${answer.status()}`)
    const page = parse(await answer.text())
    for (const link of page.querySelectorAll('a[href^="/ru/staff"]')) {
      const [href = ''] = link.getAttribute('href')?.replaceAll('&amp;', '&').split('#') ?? []
      const [target = ''] = href.split('?')
      const found = placesAt(target).filter((name) => /^(page|route GET) /.test(name))
      if (!found.some((name) => mayUse(name))) wrong.push(`${address} leads to ${href}`)
      if (found.some((name) => name.startsWith('page '))) waiting.push(href)
    }
    for (const form of page.querySelectorAll('form')) {
      if (form.getAttribute('method')?.toUpperCase() !== 'POST' && actionsOf(form).length === 0) continue
      // The queue is a form also for those who may take nothing: it then has no button.
      if (!form.hasAttribute('id') && !form.querySelector('button, input[type="submit"]')) continue
      const posted = form.getAttribute('action') ?? ''
      const routes = placesAt(posted).filter((name) => name.startsWith('route POST '))
      const actions = actionsOf(form)
      if (routes.length + actions.length === 0) wrong.push(`${address}: a form posts to ${posted}`)
      for (const route of routes)
        if (!/\/(export|file|find)$/.test(route) || !mayUse(route)) wrong.push(`${address}: ${route}`)
      for (const action of actions) if (!harmless.includes(action)) wrong.push(`${address}: action ${action}`)
    }
  }
  expect(wrong).toEqual([])

  const ofRole = consolePlaces.flatMap(({ name }) => (name.startsWith('page ') && mayUse(name) ? [name] : []))
  // These are for people who are not signed in yet.
  const notLinked = ['page /staff/sign-in', 'page /staff/sign-in/confirm', 'page /staff/set-up/[token]']
  expect(ofRole.filter((name) => !read.has(name)).sort()).toEqual(notLinked.sort())
})
