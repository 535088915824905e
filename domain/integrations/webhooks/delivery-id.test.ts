import { expect, it } from 'vitest'
import { newId } from '#platform/ids.ts'
import { deliveryIdOf } from './delivery-id.ts'

it('the id of a message is a UUID in the order of time, the same whenever it is made', () => {
  const endpointId = newId()
  const message = (at: number, tie: number, source = `choice:${tie}`) =>
    deliveryIdOf(endpointId, {
      subjectId: endpointId,
      event: 'choice.recorded',
      at: new Date(at),
      tie,
      source,
      data: {},
    })
  const ids = [
    message(1, 1),
    message(1, 2),
    message(1, 16),
    message(1, 4096),
    message(2, 0),
    message(70_000, 0),
  ]
  expect(ids).toEqual([...ids].sort())
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(message(1, 1)).toBe(message(1, 1))
  expect(message(1, 1, 'choice:other')).not.toBe(message(1, 1))
})
