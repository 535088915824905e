import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BrowserContext } from '@playwright/test'
import { sql } from 'drizzle-orm'
import { parse } from 'node-html-parser'
import { verifyProjection } from '#domain/consent/ledger/verify-projection.ts'
import { origin } from './origin.ts'
import { expect, type Portal, test } from './people.ts'

const rounds = 10
const inFlight = 200

type Pressing = { cookie: string; subjectId: string; fields: [string, string][] }

/** A signed-in learner and the form of one switch, as a browser without script has it. */
async function learnerWithForm(portal: Portal): Promise<Pressing> {
  const { subjectId } = await portal.mint()
  let cookie = ''
  const jar = {
    addCookies: async ([one]: { name: string; value: string }[]) => {
      cookie = `${one?.name}=${one?.value}`
    },
  }
  await portal.signIn(jar as BrowserContext, { subjectId, email: '', fullName: null, locale: 'ru' })
  const page = await fetch(`${origin}/ru/my/choices`, { headers: { cookie } })
  const forms = parse(await page.text()).querySelectorAll('form')
  const form = forms.find((one) => one.querySelector('input[name="purpose"][value="analytics"]'))
  const fields = form?.querySelectorAll('input').map((one) => {
    return [one.getAttribute('name') ?? '', one.getAttribute('value') ?? ''] as [string, string]
  })
  if (!fields?.length) throw new Error('the switch has no form')
  return { cookie, subjectId, fields }
}

/** Presses the switch once; true when the portal said that it is kept. */
async function press({ cookie, fields }: Pressing, key: string, decision: string): Promise<boolean> {
  const form = new FormData()
  const replaced: Record<string, string> = { decision, idempotencyKey: key }
  for (const [name, value] of fields) if (name !== 'basedOnSeq') form.append(name, replaced[name] ?? value)
  form.append('origin', 'choices')
  const headers = { cookie, origin }
  const sent = fetch(`${origin}/ru/my/choices`, { method: 'POST', body: form, headers, redirect: 'manual' })
  return sent.then(
    (answer) => answer.status === 303 && /saved=/.test(answer.headers.get('location') ?? ''),
    () => false,
  )
}

function serverPid(portal: Portal): number {
  const note = JSON.parse(readFileSync(join(portal.services.env.dataDir, 'portal.json'), 'utf8'))
  return note.started.find(({ name }: { name: string }) => name === 'server')?.pid
}

async function whenReady() {
  for (const until = Date.now() + 60_000; Date.now() < until; ) {
    const well = await fetch(`${origin}/health/ready`).then(
      ({ status }) => status === 200,
      () => false,
    )
    if (well) return
    await new Promise((done) => setTimeout(done, 100))
  }
  throw new Error('the portal did not come back within a minute')
}

test('the app is killed ten times among two hundred presses each: what was said to be kept is kept', async ({
  portal,
}) => {
  test.setTimeout(400_000)
  const learners = await Promise.all(Array.from({ length: 20 }, () => learnerWithForm(portal)))
  const said = new Set<string>()
  const sent = new Set<string>()
  for (let round = 0; round < rounds; round++) {
    const keptBefore = said.size
    const presses = Array.from({ length: inFlight }, async (_, i) => {
      const key = randomUUID()
      sent.add(key)
      const learner = learners[i % learners.length]
      if (learner && (await press(learner, key, (i + round) % 2 ? 'granted' : 'withdrawn'))) said.add(key)
    })
    // Each round a little later among its presses.
    while (said.size - keptBefore < 3 + 6 * round) await new Promise((done) => setTimeout(done, 5))
    process.kill(serverPid(portal), 'SIGKILL')
    await Promise.all(presses)
    await whenReady()
  }

  const read = (query: ReturnType<typeof sql>) =>
    portal.services.database.transaction((tx) => tx.execute<Record<string, string>>(query), {
      settings: { 'app.reach': 'all' },
    })
  const people = sql.join(
    learners.map(({ subjectId }) => sql`${subjectId}::uuid`),
    sql`, `,
  )
  const events = await read(
    sql`SELECT idempotency_key AS key FROM consent_event WHERE subject_id IN (${people})`,
  )
  // The ledger's key names the button beside the form's own key.
  const kept = events.map(({ key }) => key?.split(':')[0] ?? '')
  const lost = [...said].filter((key) => !kept.includes(key))
  expect(lost).toEqual([])
  expect(new Set(kept).size).toBe(kept.length)
  expect(said.size).toBeGreaterThan(50)
  expect(said.size).toBeLessThan(sent.size)
  const [audit] = await read(sql`SELECT count(*)::text AS n FROM audit_event
    WHERE subject_id IN (${people}) AND action IN ('consent.grant', 'consent.withdraw')`)
  expect(Number(audit?.n)).toBe(kept.length)
  expect((await verifyProjection(portal.system)).different).toEqual([])
  console.log(`sent ${sent.size}, said to be kept ${said.size}, in the ledger ${kept.length}, lost 0`)
})
