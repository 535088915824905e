import { afterAll, beforeAll, expect, test } from 'vitest'
import { contextFor } from '#domain/access/context.ts'
import { Denied } from '#domain/access/permissions.ts'
import { type TestPortal, testPortal } from '#testing/people.ts'
import { readOperator } from './operator.ts'
import { operatorAt, operatorRecords, recordOperator } from './record-operator.ts'

let portal: TestPortal
beforeAll(async () => {
  portal = await testPortal()
})
afterAll(() => portal.close())

test('the operator is recorded when the details or the address changed, and only then', async () => {
  const { services, database } = portal
  const as = (appUrl = services.env.APP_URL) =>
    contextFor(
      { ...services, database: database.owner, env: { ...services.env, APP_URL: appUrl } },
      { actor: { kind: 'system', task: 'test' }, locale: 'ru' },
    )
  const operator = readOperator(services.env)
  expect(await recordOperator(as(), operator)).toBe(1)
  expect(await recordOperator(as(), operator)).toBe(1)
  expect(await recordOperator(as(), { ...operator, consentTermMonths: 24 })).toBe(1)
  expect(await recordOperator(as(), { ...operator, bin: '123456789012' })).toBe(2)
  expect(await recordOperator(as('https://privacy.example.kz'), { ...operator, bin: '123456789012' })).toBe(3)
  expect((await portal.audit()).map(({ action }) => action)).toEqual(Array(3).fill('operator.record'))

  const records = await portal.system.transaction(operatorRecords)
  const [first, second] = records
  if (!first || !second) throw new Error('nothing was recorded')
  expect(operatorAt(records, second.firstUsedAt).version).toBe(2)
  expect(operatorAt(records, new Date(second.firstUsedAt.getTime() - 1)).version).toBe(1)
  expect(operatorAt(records, new Date(0))).toBe(first)
  expect(() => operatorAt([], new Date())).toThrow('no operator')
})

test('nobody but the system records the operator', async () => {
  const operator = readOperator(portal.services.env)
  const { subjectId } = await portal.addPerson()
  for (const who of [portal.visitor, portal.subject(subjectId)])
    await expect(recordOperator(who, operator)).rejects.toThrow(Denied)
})
