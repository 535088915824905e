import { expect, test } from 'vitest'
import { evidenceIds } from '#db/schema/assurance-codes.ts'
import { evidence } from '../rules/evidence.ts'
import { madeRedOn, neverRed } from './red-lights.ts'

test('every evidence that can be red was made red by a saboteur: `node testing/write-red-lights.ts` runs them', () => {
  const without = evidenceIds.filter((id) => madeRedOn(id) === null)
  expect(without).toEqual(evidenceIds.filter((id) => neverRed.includes(evidence[id].kind)))
})

test('no saboteur has run in the future', () => {
  const today = new Date().toISOString().slice(0, 10)
  expect(evidenceIds.filter((id) => (madeRedOn(id) ?? '') > today)).toEqual([])
})
