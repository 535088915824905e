import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import { sql } from 'drizzle-orm'
import type { StaffActor, StaffRole } from '#domain/access/actor.ts'
import { createEndpoint } from '#domain/integrations/endpoints/create-endpoint.ts'
import type { OfferedEvent, WebhookMessage } from '#domain/integrations/rules/webhook-message.ts'
import { enqueueWebhooks, type Pair } from '#domain/integrations/webhooks/enqueue-webhooks.ts'
import { sendWebhooks } from '#domain/integrations/webhooks/send-webhooks.ts'
import { newId } from '#platform/ids.ts'
import { postMessage } from '#platform/outgoing/post-message.ts'
import type { TestPortal } from './people.ts'

export type Heard = { headers: IncomingHttpHeaders; body: string; id: string }

/** A server for tests that keeps what it is sent and answers as it is told. */
export async function openReceiver() {
  const heard: Heard[] = []
  const answers: { status: number; headers?: Record<string, string> } = { status: 204 }
  const gate = { wait: Promise.resolve() }
  const server = createServer(async (req, res) => {
    let body = ''
    for await (const piece of req) body += String(piece)
    heard.push({ headers: req.headers, body, id: String(req.headers['webhook-id']) })
    await gate.wait
    res.writeHead(answers.status, answers.headers).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    heard,
    answers,
    gate,
    url: `http://127.0.0.1:${address.port}/hook`,
    close: () => {
      server.closeAllConnections()
      return new Promise((done) => server.close(done))
    },
  }
}

/** The check as Standard Webhooks describes it, written apart from what it checks. */
export function isSigned({ headers, body }: Heard, secret: string): boolean {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
  const content = [headers['webhook-id'], headers['webhook-timestamp'], body].join('.')
  const expected = createHmac('sha256', key).update(content).digest('base64')
  return String(headers['webhook-signature']).split(' ').includes(`v1,${expected}`)
}

export const staffActor = (role: StaffRole, sudo = true): StaffActor => ({
  kind: 'staff',
  staffId: '0199a000-0000-7000-8000-000000000001',
  roles: [role],
  clearance: true,
  sudo,
})

export async function addEndpoint(portal: TestPortal, url: string, events: OfferedEvent[]) {
  const made = await createEndpoint(portal.as(staffActor('administrator')), { url, events })
  if (made.status === 'refused') throw new Error(made.code)
  return made
}

let told = 0
/** Something that happened to a person now. */
export const message = (subjectId: string, n = ++told): WebhookMessage => ({
  subjectId,
  event: 'choice.recorded',
  at: new Date(),
  tie: n,
  source: `choice:${newId()}`,
  data: { subject: 'p-1', seq: n },
})

export async function tell(
  portal: Pick<TestPortal, 'system'>,
  endpointId: string,
  messages: readonly WebhookMessage[],
) {
  const listener = { endpointId, events: ['choice.recorded'], createdAt: new Date(0) }
  await portal.system.transaction((tx) =>
    enqueueWebhooks(tx, [listener], messages, portal.system.clock.now()),
  )
}

/** What a worker does with the job of the pair. */
export const work = (portal: TestPortal, pair: Pair) =>
  sendWebhooks(portal.system, pair, (url, sent) => postMessage(url, sent, { loopback: true, limitMs: 2000 }))

/** In how many seconds the job of each pair runs. */
export async function wakeUps(portal: TestPortal): Promise<{ key: string; inSeconds: number }[]> {
  const rows = await portal.database.owner.db.execute<{ key: string; seconds: string }>(
    sql`SELECT key, extract(epoch FROM run_at - now())::text AS seconds FROM graphile_worker.jobs
      WHERE task_identifier = 'send-webhooks'`,
  )
  return rows.map(({ key, seconds }) => ({ key, inSeconds: Number(seconds) }))
}
