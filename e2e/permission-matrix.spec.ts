import { parse } from 'node-html-parser'
import { type EntryPoint, entryPoints } from '#app/_server/front/entry-points.ts'
import { staffRoles } from '#db/schema/access-codes.ts'
import { isAllowed, type Permission } from '#domain/access/permissions.ts'
import { startDraft } from '#domain/policy/drafts/edit-draft.ts'
import { formInputs } from '#testing/form-inputs.ts'
import { actionCall, builtActions, inAddress } from './built-actions.ts'
import { type Cast, castOf, denialsOf, type Person } from './cast.ts'
import { staffIn } from './forms/people-of-forms.ts'
import { origin } from './origin.ts'
import { expect, test } from './people.ts'

// Tests every page, route and action in `entryPoints` with every kind of actor. Expectations come from `permissions`;
// this file only adds what an address needs and where permitted actors are redirected.

const unknownReference = 'CX-0000-00'

/** The answer for permitted actors where it is not the page itself. */
const within: Record<string, number> = {
  'page /[...unknown]': 404,
  'page /sample/mailbox/[id]': 404,
  'page /u/[token]': 404,
  // People under 18 and their representatives: off here.
  'page /my/representative': 404,
  'page /my/represented': 404,
  'page /my/represented/[representation]': 404,
  'page /representative/[token]': 404,
  'route GET /certificates/[token]/file': 404,
  'route GET /certificates/[token]/proof': 404,
  'route GET /receipts/[id]/file': 404,
  'route GET /receipts/[id]/proof': 404,
  'page /staff/integrations/webhooks/[endpointId]': 404,
  // Without the name of a piece there is nothing to edit.
  'page /staff/policy/edit': 404,
  'page /staff/policy/wording': 404,
  'page /staff/incidents/[reference]': 404,
  'page /staff/registers/audits/[auditId]': 404,
  'route GET /staff/registers/audits/[auditId]/report': 404,
  'page /staff/registers/subprocessors/[subprocessorId]': 404,
  'route GET /staff/incidents/[reference]/draft/[kind]/[language]': 404,
  'page /staff/requests/[reference]': 404,
  'page /staff/team/[staffId]': 404,
  'page /staff/registers/training/[staffId]': 404,
  'route GET /staff/registers/training/files/[clearanceId]': 404,
  'route GET /requests/[reference]/files/[attachmentId]': 404,
  'route GET /requests/[reference]/proof': 404,
  'route GET /requests/[reference]/package/file': 404,
  'route GET /staff/requests/[reference]/files/[attachmentId]': 404,
  // The single sign-on of a platform is off here.
  'route GET /api/auth/[...nextauth]': 404,
  'route POST /api/auth/[...nextauth]': 404,
}

/** Where those who may come in are led on: a code is asked for first, or what the page is for has been done. */
const onward: Record<string, (person: Person) => string | null> = {
  'page /staff/integrations/keys/new': () => '/staff/sign-in/confirm',
  'page /staff/integrations/webhooks/new': () => '/staff/sign-in/confirm',
  'page /staff/team/invite': () => '/staff/sign-in/confirm',
  'route POST /staff/registers/audits/export': () => '/staff/sign-in/confirm',
  'route POST /staff/registers/subprocessors/export': () => '/staff/sign-in/confirm',
  'route POST /staff/consent/export': () => '/staff/sign-in/confirm',
  // A look-up that is over, or another member's.
  'page /staff/people/[lookupId]': () => '/staff/people',
  'route POST /staff/registers/training/export': () => '/staff/sign-in/confirm',
  'route POST /staff/security/export': () => '/staff/sign-in/confirm',
  'route POST /staff/data-map/export': () => '/staff/sign-in/confirm',
  'route POST /staff/statistics/export': () => '/staff/sign-in/confirm',
  'route POST /staff/integrations/export': () => '/staff/sign-in/confirm',
  'route POST /staff/incidents/export': () => '/staff/sign-in/confirm',
  'route POST /staff/incidents/[reference]/annex': () => '/staff/sign-in/confirm',
  'route POST /staff/audit-log/export': () => '/staff/sign-in/confirm',
  'route POST /staff/backups/export': () => '/staff/sign-in/confirm',
  // Which register or kit is not said.
  'route POST /staff/reports/quarter/export': () => '/staff/reports/quarter',
  'route POST /staff/audit-log/kit/file': () => '/staff/audit-log/kit',
  'route POST /staff/audit-log/sample/file': () => '/staff/audit-log/sample',
  'route POST /staff/audit-log/find': () => '/staff/audit-log',
  'route POST /staff/requests/export': () => '/staff/sign-in/confirm',
  // Addresses of these registers beside the others; the pages that they lead to ask for the permission.
  'route GET /staff/registers/backups': () => '/staff/backups',
  'route GET /staff/registers/incidents': () => '/staff/incidents',
  'page /my/welcome': () => '/my',
  'page /sign-in': ({ actor }) => (actor.kind === 'subject' ? '/my' : null),
  'page /staff/sign-in': ({ actor }) => (actor.kind === 'staff' ? '/staff' : null),
}

type Entrance = {
  name: string
  kind: 'page' | 'route'
  method: 'GET' | 'POST'
  address: string
  desk: boolean
}

function entranceOf(name: string): Entrance {
  const [, kind, method = 'GET', path = ''] = /^(page|route) (?:(GET|POST) )?(.+)$/.exec(name) ?? []
  const parts = path.split('/').map((part) => {
    const given = part.startsWith('[') ? inAddress[part] : part
    if (given === undefined) throw new Error(`${name}: nothing stands here for ${part}`)
    return given
  })
  const address = path.startsWith('/api/') ? parts.join('/') : `/ru${parts.join('/').replace(/\/$/, '')}`
  const desk = path.startsWith('/staff')
  return {
    name,
    address,
    desk,
    method: method === 'POST' ? 'POST' : 'GET',
    kind: kind === 'route' ? 'route' : 'page',
  }
}

const permissionOf = (name: string) => entryPoints[name as EntryPoint] as Permission | 'open'

const doors = Object.keys(entryPoints)
  .filter((name) => /^(page|route) /.test(name))
  .map(entranceOf)

/** Where the forms of signed-in pages post to; a signed-out person signs in first. */
const postedByForms = ['route POST /my/history/file']

/** The expected answer of one entry point for one actor: a status, and the redirect target if there is one. */
function expectedAt({ name, kind, desk }: Entrance, person: Person): string {
  const permission = permissionOf(name)
  const actor = person.seenAs(desk ? 'desk' : 'pages')
  if (permission === 'open') return onward[name]?.({ ...person, actor }) ?? '200'
  // Actors who are not signed in are asked to sign in, unless visitors are permitted.
  const own = actor.kind === 'subject' ? { subjectId: actor.subjectId, requestId: actor.onlyRequest } : {}
  if (!isAllowed(actor, permission, own) && kind === 'route' && !desk)
    return postedByForms.includes(name) ? '/sign-in' : '404'
  if (actor.kind === 'visitor' && !isAllowed(actor, permission)) return desk ? '/staff/sign-in' : '/sign-in'
  if (!isAllowed(actor, permission, own)) return '403'
  const to = onward[name]?.({ ...person, actor })
  return to ?? String(within[name] ?? 200)
}

async function answerAt(person: Person, { address, method }: Entrance): Promise<string> {
  const options = { headers: { ...person.headers, origin }, maxRedirects: 0, failOnStatusCode: false }
  const sent =
    method === 'GET'
      ? await person.request.get(address, options)
      : await person.request.post(address, { ...options, multipart: { group: 'new' } })
  const to = sent.headers().location
  if (!to) return String(sent.status())
  return new URL(to, origin).pathname.replace(/^\/ru(?=\/)/, '')
}

let cast: Cast
test.describe.configure({ mode: 'serial' })
test.beforeAll(async ({ playwright, portal }) => {
  // The pages of the policy's next version are there while one is written.
  await startDraft((await staffIn(portal, 'privacy-officer')).ctx)
  cast = await castOf(portal, await playwright.request.newContext({ baseURL: origin }))
})
test.afterAll(() => cast?.request.dispose())

test('everybody is here: each role, with and without clearance, and who is disabled', () => {
  const names = cast.people.map(({ name }) => name)
  expect(names).toEqual(expect.arrayContaining(['visitor', 'owner', 'another learner', 'key of the case']))
  expect(names).toEqual(
    expect.arrayContaining([...staffRoles, 'disabled officer', 'officer without clearance']),
  )
})

test('each page and route opens to permitted actors and to nobody else', async ({ portal }) => {
  test.slow()
  const wrong: string[] = []
  for (const person of cast.people)
    for (const door of doors) {
      const [expected, found] = [expectedAt(door, person), await answerAt(person, door)]
      if (found !== expected) wrong.push(`${person.name}, ${door.name}: ${found} instead of ${expected}`)
    }
  expect(wrong).toEqual([])
  // A refused staff member is in the audit log with the permission.
  for (const person of cast.people.filter(({ actor }) => actor.kind === 'staff')) {
    const refused = doors.filter((door) => expectedAt(door, person) === '403')
    const wanted = refused.map(({ name }) => permissionOf(name))
    expect((await denialsOf(portal, person)).sort(), person.name).toEqual(wanted.sort())
  }
})

const ids = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g

/** How the framework numbers the forms of a page. */
const actionNumbers = /\$ACTION_\w+(:\d+)?/g

/** What a page says, with the number taken out that it was asked for by, and the one that every answer has. */
async function saidTo(person: Person, address: string, reference: string) {
  const sent = await person.request.get(address, {
    headers: person.headers,
    maxRedirects: 0,
    failOnStatusCode: false,
  })
  const main = parse(await sent.text()).querySelector('main')?.outerHTML ?? ''
  return {
    status: sent.status(),
    main: main.replaceAll(reference, 'REF').replace(ids, 'ID').replace(actionNumbers, 'ACTION'),
  }
}

test('somebody else’s request answers as an unknown one does, but for its number', async () => {
  const { reference, secret, attachmentId, subjectId, requestId } = cast.theirs
  for (const person of cast.people) {
    const actor = person.seenAs('case')
    const reads = isAllowed(actor, 'requests.read-own', { subjectId, requestId }) && actor.kind === 'subject'
    const page = await saidTo(person, `/ru/requests/${reference}`, reference)
    const unknown = await saidTo(person, `/ru/requests/${unknownReference}`, unknownReference)
    expect(page.main.includes(secret), person.name).toBe(reads)
    if (!reads) expect(page, person.name).toEqual(unknown)
    const file = await saidTo(person, `/ru/requests/${reference}/files/${attachmentId}`, reference)
    expect(file.status, person.name).toBe(reads ? 200 : 404)
    const noFile = await saidTo(
      person,
      `/ru/requests/${unknownReference}/files/${attachmentId}`,
      unknownReference,
    )
    if (!reads) expect(file, person.name).toEqual(noFile)
  }
})

test('at the desk a request shows its words to those who may, and whether it exists to nobody else', async () => {
  const { reference, secret, attachmentId } = cast.theirs
  for (const person of cast.people) {
    const actor = person.seenAs('desk')
    const page = await saidTo(person, `/ru/staff/requests/${reference}`, reference)
    const unknown = await saidTo(person, `/ru/staff/requests/${unknownReference}`, unknownReference)
    const opens = isAllowed(actor, 'requests.read')
    const reads = isAllowed(actor, 'requests.read-words')
    if (opens) expect([page.status, unknown.status], person.name).toEqual([200, 404])
    else expect(page, person.name).toEqual(unknown)
    expect(page.main.includes(secret), person.name).toBe(reads)
    const file = await saidTo(person, `/ru/staff/requests/${reference}/files/${attachmentId}`, reference)
    if (reads) expect(file.status).toBe(200)
    else expect(file.status, person.name).toBe(actor.kind === 'visitor' ? 307 : 403)
  }
})

/** Calls an action as the script of a page does, whether or not the page would be shown. */
async function call(person: Person, name: string, fields: Record<string, string>): Promise<string> {
  const { path, headers, body } = actionCall(name, fields)
  const sent = await person.request.post(path, {
    headers: { ...headers, ...(await person.signInAgain()), origin },
    multipart: body,
    maxRedirects: 0,
    failOnStatusCode: false,
  })
  if (sent.headers()['x-action-redirect'] ?? sent.headers().location) return 'led on'
  const text = await sent.text()
  const [, code] = /"status":"refused","code":"([^"]+)"/.exec(text) ?? []
  const [, status] = /"status":"(invalid|done)"/.exec(text) ?? []
  return code ?? status ?? `nothing, ${sent.status()}`
}

const closed = ['signed-out', 'not-allowed']

/** What the table says an action answers: one of `closed`, or null where the person may. */
function closedTo(name: string, desk: boolean, person: Person): string | null {
  const permission = permissionOf(`action ${name}`)
  const actor = person.seenAs(desk ? 'desk' : 'pages')
  const own = actor.kind === 'subject' ? { subjectId: actor.subjectId, requestId: actor.onlyRequest } : {}
  if (permission === 'open' || isAllowed(actor, permission, own)) return null
  return actor.kind === 'visitor' || !desk ? 'signed-out' : 'not-allowed'
}

/** Open to everybody: nothing happens to somebody who is already signed out. */
const always = ['signOut', 'signOutStaff', 'signInForCopy']
/** These say of every request that is not the person's own that there is none, or first that nobody is signed in. */
const notFound = ['cancelRequest', 'writeToUs']
const refusedRequest = (person: Person) =>
  person.seenAs('pages').kind === 'subject' ? 'not-found' : 'signed-out'
/** Open to the holder of the link; an unknown link is not found for everybody. */
const byLink = ['unsubscribeByLink', 'undoByLink']

test('each action works for permitted actors and is refused to all others', async () => {
  test.slow()
  const names = Object.keys(entryPoints).flatMap((name) =>
    name.startsWith('action ') ? [name.slice(7)] : [],
  )
  expect([...builtActions().keys()].sort()).toEqual(names.sort())
  const wrong: string[] = []
  for (const name of names)
    for (const person of cast.people) {
      const found = await call(person, name, formInputs[name] ?? {})
      const refusal = always.includes(name)
        ? null
        : closedTo(name, builtActions().get(name)?.desk ?? false, person)
      const expected = notFound.includes(name)
        ? refusedRequest(person)
        : byLink.includes(name)
          ? 'nothing, 404'
          : refusal
      const right = expected ? found === expected : !closed.includes(found) && !found.startsWith('nothing')
      if (!right) wrong.push(`${person.name}, ${name}: ${found} instead of ${expected ?? 'being let in'}`)
    }
  expect(wrong).toEqual([])
})

test('on somebody else’s request an action does nothing and says what it says of an unknown one', async () => {
  const { reference, subjectId, requestId } = cast.theirs
  const before = await cast.theirs.now()
  const reaches = (person: Person) => {
    const actor = person.seenAs('case')
    return actor.kind === 'subject' && isAllowed(actor, 'requests.act-own', { subjectId, requestId })
  }
  for (const name of notFound)
    for (const person of cast.people.filter((one) => !reaches(one)))
      expect(await call(person, name, { ...formInputs[name], reference }), `${person.name}, ${name}`).toBe(
        refusedRequest(person),
      )
  expect(await cast.theirs.now()).toEqual(before)
  for (const person of cast.people.filter(reaches))
    expect(await call(person, 'writeToUs', { ...formInputs.writeToUs, reference }), person.name).toBe('done')
  const [owner] = cast.people.filter(reaches)
  if (owner) await call(owner, 'cancelRequest', { reference })
  expect(await cast.theirs.now()).toMatchObject({ status: 'cancelled' })
})
