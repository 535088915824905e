import { expect, test } from 'vitest'
import { portalItems } from '#domain/fulfilment/map/portal-items.ts'
import { messages } from './messages.ts'

const bare = (table: string) => table.slice(table.lastIndexOf('.') + 1)

test('every item and every field of the portal has a title, and no title is left over', () => {
  const { items, fields } = messages.en.dataMap
  expect(Object.keys(items).sort()).toEqual(portalItems.map(({ table }) => bare(table)).sort())
  const columns = new Set(portalItems.flatMap((item) => item.fields.map(({ column }) => column)))
  expect(Object.keys(fields).sort()).toEqual([...columns].sort())
})
