import { expect, it } from 'vitest'
import snapshot from './migrations/meta/0000_snapshot.json' with { type: 'json' }
import { rightsOfApp, schemaAndTable } from './table-rights.ts'

/** Made by other programs, in schemas of their own. */
const ofOthers = ['drizzle', 'graphile_worker']

it('every table is listed with its rights; those that are listed are there', () => {
  const tables = Object.keys(snapshot.tables).map((name) => name.replace(/^public\./, ''))
  const listed = Object.keys(rightsOfApp).filter((name) => !ofOthers.includes(schemaAndTable(name)[0]))
  expect(tables.length).toBeGreaterThan(90)
  expect(listed.sort()).toEqual(tables.sort())
})
