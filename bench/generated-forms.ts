// `npm run bench -- generated-forms [forms]`: so many generated forms for each server action over HTTP, 100 by default, posted to the
// built server as the script of a page posts them, by somebody who may. Counts answers that are the server's fault, and what the
// server's heap holds after a garbage collection, and its resident memory, before the first form and after each fifth.
import { mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { type EntryPoint, entryPoints } from '#app/_server/front/entry-points.ts'
import { staffRoles } from '#db/schema/access-codes.ts'
import { isAllowed, type Permission } from '#domain/access/permissions.ts'
import { sessionCookie } from '#domain/access/session-cookie.ts'
import { openSession } from '#domain/people/sign-in/sessions.ts'
import { formInputs } from '#testing/form-inputs.ts'
import { type GeneratedForm, generatedForms } from '#testing/generated-forms.ts'
import { actionCall, builtActions } from '../e2e/built-actions.ts'
import { ensureBuilt } from '../launch/build.mjs'
import { findNode24 } from '../launch/node24.mjs'
import { heapGrowth } from './heap.ts'
import { openScaled } from './scaled-portal.ts'

const forms = Number(process.argv[2] ?? 100)
const [parts, lines, withOneSession] = [5, 4, 20]
const folder = mkdtempSync(join(tmpdir(), 'portal-forms-'))
const keysDir = join(import.meta.dirname, '..', '.keys')
await ensureBuilt({ node: findNode24(), keysDir })
const portal = await openScaled({ folder, keysDir, people: 100, keep: false })
const { ctx } = portal.ground
const known = portal.references[0] ?? ''

type Tally = { answered: number; statuses: Record<string, number>; faults: string[] }
const names = [...builtActions().keys()].sort()
const tallies = new Map<string, Tally>(names.map((name) => [name, { answered: 0, statuses: {}, faults: [] }]))

/** The cookie of a new session of somebody who may use the action; some actions end it. */
async function cookieFor(name: string): Promise<string> {
  const permission = entryPoints[`action ${name}` as EntryPoint] as Permission | 'open'
  if (!builtActions().get(name)?.desk) {
    const opened = await ctx.transaction((tx) =>
      openSession(tx, portal.subjects[0] ?? '', 'link', ctx.clock.now()),
    )
    return `${sessionCookie(ctx.services.env).name}=${opened.token}`
  }
  const role = staffRoles.find(
    (one) =>
      permission === 'open' ||
      isAllowed({ kind: 'staff', staffId: '', roles: [one], clearance: true }, permission),
  )
  if (!role) throw new Error(`no role may use ${name}`)
  return portal.cookieOf(role)
}

async function post(name: string, form: GeneratedForm, cookie: string): Promise<number> {
  const { path, headers, body } = actionCall(name, form)
  const sent = {
    method: 'POST',
    headers: { ...headers, origin: portal.url, cookie },
    body,
    redirect: 'manual',
  } as const
  const answer = await fetch(`${portal.url}${path}`, sent).catch(() => null)
  await answer?.arrayBuffer().catch(() => null)
  return answer?.status ?? 0
}

/** Sends `count` forms of one action, the first of them number `from`. Those about a request name one that exists. */
async function sendForms(name: string, from: number, count: number) {
  const tally = tallies.get(name)
  if (!tally) return
  const own = formInputs[name] ?? {}
  const some = fc.sample(generatedForms('reference' in own ? { ...own, reference: known } : own), {
    seed: names.indexOf(name) * forms + from + 1,
    numRuns: count,
  })
  const waiting = some.values()
  let cookie = ''
  const line = async () => {
    for (const form of waiting) {
      if (tally.answered % withOneSession === 0 || cookie === '') cookie = await cookieFor(name)
      tally.answered += 1
      const status = await post(name, form, cookie)
      tally.statuses[status] = (tally.statuses[status] ?? 0) + 1
      if (status === 0 || status >= 500) tally.faults.push(JSON.stringify({ status, ...form }).slice(0, 300))
    }
  }
  await Promise.all(Array.from({ length: lines }, line))
}

const began = performance.now()
const rssMb = [portal.memory()]
const heapMb = [await portal.heap()]
for (let part = 1; part <= parts; part++) {
  for (const name of names) {
    const from = tallies.get(name)?.answered ?? 0
    await sendForms(name, from, Math.round((forms * part) / parts) - from)
  }
  heapMb.push(await portal.heap())
  rssMb.push(portal.memory())
}
const seconds = Math.round((performance.now() - began) / 1000)
await portal.close()
rmSync(folder, { recursive: true, force: true })

const faults = [...tallies].flatMap(([name, one]) => one.faults.map((fault) => `${name}: ${fault}`))
for (const fault of faults.slice(0, 20)) console.log(fault)
const statuses: Record<string, number> = {}
for (const tally of tallies.values())
  for (const [status, count] of Object.entries(tally.statuses))
    statuses[status] = (statuses[status] ?? 0) + count
const { lastToFirst, leaks } = heapGrowth(heapMb)
console.log(
  JSON.stringify({
    bench: 'generated-forms',
    actions: names.length,
    forms,
    seconds,
    load: loadavg()[0],
    statuses,
    faults: faults.length,
    heapMb,
    rssMb,
    lastToFirst,
  }),
)
process.exitCode = faults.length > 0 || leaks ? 1 : 0
