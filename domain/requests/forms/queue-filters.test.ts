import { describe, expect, test } from 'vitest'
import { queueFiltersOf, queueParams } from './queue-filters.ts'

describe('the order of the queue in its address', () => {
  test.each([
    [{ sort: 'received' }, { by: 'received', down: false }],
    [{ sort: '-kind' }, { by: 'kind', down: true }],
    [{ sort: '-due' }, { by: 'due', down: true }],
    [{ sort: 'due' }, undefined],
    [
      { sort: 'due', group: 'closed' },
      { by: 'due', down: false },
    ],
    [{ sort: '-due', group: 'closed' }, undefined],
    [{ sort: 'received', group: 'closed' }, undefined],
    [{ sort: 'reference' }, undefined],
    [{ sort: '--kind' }, undefined],
    [{ sort: ['kind', 'status'] }, undefined],
    [{ sort: '' }, undefined],
  ])('%j is %j', (params, sort) => {
    const filters = queueFiltersOf(params)
    expect(filters.sort).toEqual(sort)
    expect(queueFiltersOf(queueParams(filters))).toEqual(filters)
  })
})
