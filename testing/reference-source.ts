import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, request } from 'node:http'

// The other side of docs/http-source.md, complete: nothing but Node.js. It keeps people in memory.

type Values = Record<string, string | number | boolean | null>
export type KeptRecord = { item: string; key: (string | number)[]; values: Values }
/** What a person did in a course in a month; `sum`: of the results of tests in percent. */
export type KeptUse = { course: string; month: string; measure: string; times: number; sum?: number }
export type KeptPerson = { restricted: boolean; objected: boolean; records: KeptRecord[]; use?: KeptUse[] }
type Title = { kk: string; ru: string; en: string }
type Content = Partial<{
  items: string[]
  after: { item: string; key: (string | number)[] }
  restricted: boolean
  objected: boolean
  make: string[]
  item: string
  key: (string | number)[]
  field: string
  from: unknown
  to: Values[string]
}>
type Asked = { id: string; type: string; person: string; content: Content; callback: string }
type Result = { item: string; matched: number; changed: number; left: number }
/** `answer`: at once, when it is asked again after `finish()`, or by a message to the portal after `finish()`. */
export type ReferenceOptions = { key: Buffer; answer: 'at-once' | 'poll' | 'callback'; pageSize?: number }

const sign = (key: Buffer, method: string, path: string, time: string, body: Buffer) =>
  createHmac('sha256', key)
    .update(`${method}\n${path}\n${time}\n${createHash('sha256').update(body).digest('hex')}`)
    .digest()

function isSigned(key: Buffer, req: IncomingMessage, body: Buffer, now: number): boolean {
  const time = String(req.headers['portal-time'])
  const given = Buffer.from(String(req.headers['portal-signature']).replace('v1=', ''), 'base64')
  const expected = sign(key, req.method ?? '', req.url ?? '', time, body)
  const isSame = given.length === expected.length && timingSafeEqual(given, expected)
  return isSame && Math.abs(now - Number(time)) <= 5 * 60_000
}

export function referenceSource(people: Map<string, KeptPerson>, options: ReferenceOptions) {
  const { key, pageSize = 100 } = options
  const asked = new Map<string, Asked>()
  const done = new Map<string, Result[]>()
  /** What changed people's data, in order: each request appears once. */
  const carriedOut: string[] = []
  /** What the portal asked about the use of courses. */
  const usageAsked: { people: string[]; from: string }[] = []
  const courses: { key: string; title: Title }[] = []
  const clock = { now: () => Date.now() }
  const types = new Set(['access', 'erasure', 'rectification', 'restriction', 'objection', 'canary'])

  const recordsOf = ({ person, content: { items = [], after } }: Asked) => {
    const all = items.flatMap(
      (item) => people.get(person)?.records.filter((record) => record.item === item) ?? [],
    )
    const isLast = (one: KeptRecord) =>
      one.item === after?.item && JSON.stringify(one.key) === JSON.stringify(after.key)
    return all.slice(after ? all.findIndex(isLast) + 1 : 0)
  }

  /** Carries a request out, once. */
  function carryOut(one: Asked): Result[] {
    const { items = [], item = '*', field = '', key: at, restricted, objected, to = null } = one.content
    const person = people.get(one.person) ?? { restricted: false, objected: false, records: [] }
    const matching = (name: string) => person.records.filter((record) => record.item === name)
    if (one.type === 'access')
      return items.map((name) => ({
        item: name,
        matched: matching(name).length,
        changed: 0,
        left: matching(name).length,
      }))
    carriedOut.push(one.id)
    if (one.type === 'erasure') {
      const results = items.map((name) => {
        const { length } = matching(name)
        return { item: name, matched: length, changed: length, left: 0 }
      })
      person.records = person.records.filter((record) => !items.includes(record.item))
      return results
    }
    if (one.type === 'canary') {
      const records = (one.content.make ?? []).map((name) => ({
        item: name,
        key: [1],
        values: { id: 1, ...(name === 'contacts' && { name: 'Canary' }) },
      }))
      people.set(one.person, { restricted: false, objected: false, records })
      return records.map((record) => ({ item: record.item, matched: 1, changed: 1, left: 0 }))
    }
    if (one.type === 'restriction') {
      const changed = person.restricted === restricted ? 0 : 1
      person.restricted = restricted === true
      return [{ item: '*', matched: 1, changed, left: 0 }]
    }
    if (one.type === 'objection') {
      const changed = person.objected === objected ? 0 : 1
      person.objected = objected === true
      return [{ item: '*', matched: 1, changed, left: 0 }]
    }
    const found = matching(item).filter((record) => JSON.stringify(record.key) === JSON.stringify(at))
    const wrong = found.filter(({ values }) => values[field] === one.content.from)
    for (const record of wrong) record.values[field] = to
    return [{ item, matched: found.length, changed: wrong.length, left: 0 }]
  }

  /** Facts of the people asked about, and of nobody else; not of those with a mark. */
  function usageOf(given: { people: string[]; from: string }) {
    usageAsked.push(given)
    const facts = given.people.flatMap((person) => {
      const kept = people.get(person)
      if (!kept || kept.restricted || kept.objected) return []
      const recent = (kept.use ?? []).filter(({ month }) => month >= given.from.slice(0, 7))
      return recent.map((use) => ({ person, ...use }))
    })
    return { courses, facts }
  }

  const statusOf = (one: Asked) => ({
    api_version: '2.0',
    subject_request_id: one.id,
    request_status: done.has(one.id) ? 'completed' : 'pending',
    results: done.get(one.id) ?? [],
    restricted: people.get(one.person)?.restricted ?? false,
    objected: people.get(one.person)?.objected ?? false,
  })

  /** Carries out everything that waits; each is told to the portal where the options say so. Returns the statuses answered. */
  async function finish(): Promise<number[]> {
    const waiting = [...asked.values()].filter(({ id }) => !done.has(id))
    for (const one of waiting) done.set(one.id, carryOut(one))
    if (options.answer !== 'callback') return []
    return Promise.all(waiting.map(tell))
  }

  function tell(one: Asked): Promise<number> {
    const url = new URL(one.callback)
    const body = Buffer.from(JSON.stringify(statusOf(one)))
    const time = String(clock.now())
    const headers = {
      'content-type': 'application/json',
      'portal-time': time,
      'portal-signature': `v1=${sign(key, 'POST', url.pathname, time, body).toString('base64')}`,
    }
    return new Promise((told, failed) => {
      const call = request(url, { method: 'POST', headers }, (answer) => {
        answer.resume()
        told(answer.statusCode ?? 0)
      })
      call.on('error', failed)
      call.end(body)
    })
  }

  const server = createServer(async (req, res) => {
    const pieces: Buffer[] = []
    for await (const piece of req) pieces.push(piece)
    const body = Buffer.concat(pieces)
    const answer = (status: number, json: object) =>
      res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json))
    if (!isSigned(key, req, body, clock.now())) return answer(401, { error: 'signature' })
    if (req.url === '/discovery')
      return answer(200, {
        api_version: '2.0',
        supported_subject_request_types: [...types],
        extensions: { portal: { usage: courses.length > 0 } },
      })
    if (req.method === 'POST' && req.url === '/usage')
      return answer(200, usageOf(JSON.parse(body.toString())))
    const page = /^\/requests\/([\w-]+)\/results\?from=(\d+)$/.exec(req.url ?? '')
    if (page) {
      const one = asked.get(page[1] ?? '')
      if (one?.type !== 'access' || !done.has(one.id)) return answer(404, { error: 'not-ready' })
      const from = Number(page[2])
      const all = recordsOf(one)
      const next = from + pageSize < all.length ? from + pageSize : null
      return answer(200, { records: all.slice(from, from + pageSize), next })
    }
    if (req.method !== 'POST' || req.url !== '/requests') return answer(404, { error: 'address' })
    const given = JSON.parse(body.toString())
    const one = asked.get(given.subject_request_id) ?? {
      id: given.subject_request_id,
      type: given.subject_request_type,
      person: given.subject_identities[0].identity_value,
      content: given.extensions.portal,
      callback: given.status_callback_urls[0],
    }
    // A repeat is the same request: it is not carried out again.
    asked.set(one.id, one)
    if (options.answer === 'at-once' && !done.has(one.id)) done.set(one.id, carryOut(one))
    return answer(done.has(one.id) ? 200 : 202, statusOf(one))
  })
  return { server, people, courses, asked, usageAsked, carriedOut, clock, types, finish, tell }
}
