import { afterAll, beforeAll, expect, test } from 'vitest'
import { contextFor } from '#domain/access/context.ts'
import { Denied } from '#domain/access/permissions.ts'
import { createApiKey } from '#domain/integrations/keys/create-api-key.ts'
import { findSubject } from '#domain/people/subjects/ensure-subject.ts'
import { stepSchema } from '#domain/requests/forms/request-schemas.ts'
import { takeRequestStep } from '#domain/requests/steps/take-request-step.ts'
import { readOwnDecisionProof } from '#domain/requests/view/read-decision-proof.ts'
import { testLog } from '#testing/audit-log.ts'
import { type TestPortal, testPortal } from '#testing/people.ts'
import { staffContext } from '#testing/requests.ts'
import { publishReferenceData } from '../../cli/prepare/reference-data.ts'
import { type Api, createApi } from './router.ts'

let portal: TestPortal
let log: Awaited<ReturnType<typeof testLog>>
let api: Api
let key: string
beforeAll(async () => {
  portal = await testPortal()
  const owner = contextFor(
    { ...portal.services, database: portal.database.owner },
    { actor: { kind: 'system', task: 'test' }, locale: 'ru' },
  )
  await publishReferenceData(owner, new Date())
  log = await testLog(portal)
  const scopes = ['choices:write', 'receipts:read', 'requests:read', 'requests:write'] as const
  key = (await createApiKey(portal.system, { name: 'Proofs', scopes: [...scopes] })).key
  api = createApi(portal.services)
})
afterAll(async () => {
  await api.close()
  await portal.close()
})

async function call(method: string, path: string, body: object | null = null, accept = 'application/json') {
  const headers = {
    accept,
    authorization: `Bearer ${key}`,
    ...(body && { 'content-type': 'application/json', 'idempotency-key': `${path}-1` }),
  }
  const sent = Buffer.from(body ? JSON.stringify(body) : '')
  const asked = {
    method,
    path,
    query: new URLSearchParams(),
    headers,
    body: sent,
    requestId: 'r',
    network: '',
  }
  const answer = await api(asked)
  return { ...answer, json: accept === 'application/json' ? JSON.parse(answer.body) : null }
}

/** The record that a proof carries. */
const recordIn = (proof: string) => {
  const entry = Buffer.from(/^extra (\S+)$/m.exec(proof)?.[1] ?? '', 'base64')
  return JSON.parse(entry.subarray(16).toString('utf8'))
}

test('programs get proofs of a receipt, a decision and a published version once they are sealed', async () => {
  const choices = [{ purpose: 'analytics', decision: 'granted' }]
  const recorded = await call('PUT', '/subjects/u-17/choices', {
    policyVersion: 1,
    locale: 'ru',
    origin: 'settings',
    choices,
  })
  const { receiptId } = recorded.json.choices[0]
  const filed = await call('POST', '/requests', {
    subject: 'u-17',
    right: 'rectification',
    message: 'Әлия',
    locale: 'kk',
  })
  const { reference } = filed.json
  const paths = [`/receipts/${receiptId}/proof`, `/requests/${reference}/proof`]
  for (const path of paths)
    expect(await call('GET', path)).toMatchObject({ status: 404, json: { code: 'no-proof' } })
  await log.seal()
  const receipt = await call('GET', `/receipts/${receiptId}/proof`)
  expect(recordIn(receipt.json.proof)).toMatchObject({
    action: 'consent.grant',
    resource: 'consent_event:1-1',
  })
  expect(receipt.json.size).toBeGreaterThan(receipt.json.index)
  const text = await call('GET', `/receipts/${receiptId}/proof`, null, 'text/plain')
  expect(text.headers['content-type']).toBe('text/plain; charset=utf-8')
  expect(text.body).toMatch(/^c2sp\.org\/tlog-proof@v1\nextra \S+\nindex \d+\n/)

  const version = await call('GET', '/policy/versions/1/proof')
  expect(recordIn(version.json.proof)).toMatchObject({ action: 'policy.publish', resource: 'policy:1' })
  expect(await call('GET', '/policy/versions/9/proof')).toMatchObject({
    status: 404,
    json: { code: 'no-proof' },
  })

  expect(await call('GET', `/requests/${reference}/proof`)).toMatchObject({
    status: 404,
    json: { code: 'no-proof' },
  })
  const person = portal.subject((await findSubject(portal.system, 'u-17')) ?? '')
  expect(await readOwnDecisionProof(person, reference)).toEqual({ proof: null })
  const support = await staffContext(portal, ['support', 'privacy-officer'])
  for (const step of [{ step: 'take' }, { step: 'fulfil', message: 'Түзетілді.' }])
    expect(await takeRequestStep(support.ctx, stepSchema.parse({ reference, ...step }))).toMatchObject({
      status: 'done',
    })
  await log.seal()
  const decision = await call('GET', `/requests/${reference}/proof`)
  expect(recordIn(decision.json.proof)).toMatchObject({ action: 'request.fulfil', actorId: support.staffId })

  const own = await readOwnDecisionProof(person, reference)
  expect(recordIn(own?.proof?.proof ?? '')).toMatchObject({ action: 'request.fulfil' })
  const stranger = await portal.addPerson()
  expect(await readOwnDecisionProof(portal.subject(stranger.subjectId), reference)).toBeNull()
  await expect(readOwnDecisionProof(portal.visitor, reference)).rejects.toThrow(Denied)
})

test('a proof of what is unknown is not found', async () => {
  const unknown = '019ac1f0-7a55-7c11-8a3e-0d5b0f6f2f10'
  expect(await call('GET', `/receipts/${unknown}/proof`)).toMatchObject({ json: { code: 'unknown-receipt' } })
  expect(await call('GET', '/requests/CX-0000-00/proof')).toMatchObject({ json: { code: 'unknown-request' } })
})
