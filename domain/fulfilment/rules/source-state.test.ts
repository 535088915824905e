import { expect, test } from 'vitest'
import { type SourceCheck, stateAfterCheck } from './source-state.ts'

const start = Date.UTC(2026, 10, 29)
const at = (minutes: number) => new Date(start + minutes * 60_000)
const away = { code: 'unavailable' } as const

test('a source that is well is looked at every five minutes', () => {
  const well = { failingSince: null, failure: null, tries: 0, checkedAt: at(0), nextTryAt: at(5) }
  expect(stateAfterCheck(undefined, null, at(0))).toEqual(well)
  expect(stateAfterCheck({ failingSince: at(-9), tries: 4 }, null, at(0))).toEqual(well)
})

test('a source that fails keeps since when, and is looked at less and less often, at most every six hours', () => {
  let state: SourceCheck | undefined
  const pauses: number[] = []
  for (let minutes = 0; pauses.length < 9; ) {
    state = stateAfterCheck(state, away, at(minutes))
    expect(state.failingSince).toEqual(at(0))
    pauses.push((state.nextTryAt.getTime() - at(minutes).getTime()) / 60_000)
    minutes += pauses.at(-1) ?? 0
  }
  expect(pauses).toEqual([5, 10, 20, 40, 80, 160, 320, 360, 360])
  expect(state).toMatchObject({ tries: 9, failure: away })
})

test('another reason does not begin the time again', () => {
  const state = stateAfterCheck({ failingSince: at(-60), tries: 2 }, { code: 'refused' }, at(0))
  expect(state).toMatchObject({ failingSince: at(-60), tries: 3, failure: { code: 'refused' } })
})
