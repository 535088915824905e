import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, test, vi } from 'vitest'
import { CommitUnknown, DatabaseUnavailable } from '#db/errors.ts'
import { type GroupCommitOptions, openGroupCommit } from './group-commit.ts'

type Write = { items: readonly string[]; end(error?: Error): void }

/** Writes that end when the test says so. */
function open(given: Partial<GroupCommitOptions<string, string>> = {}) {
  const writes: Write[] = []
  const commit = openGroupCommit<string, string>({
    write: (items) =>
      new Promise((resolve, reject) => {
        const end = (error?: Error) =>
          error ? reject(error) : resolve(items.map((item) => item.toUpperCase()))
        writes.push({ items, end })
      }),
    sizeOf: (item) => ({ rows: 1, bytes: item.length }),
    most: { rows: 4, bytes: 100 },
    mostWaiting: { rows: 10, bytes: 1000 },
    deadlineMs: 60_000,
    ...given,
  })
  return { commit, writes, items: () => writes.map((write) => write.items.join(' ')) }
}
const one = async (promise: Promise<unknown[]>) => (await promise)[0]

describe('calls', () => {
  test('go at once when nothing is in flight, and those of the same moment go together', async () => {
    const { commit, writes, items } = open()
    const calls = [one(commit(['a'])), one(commit(['b']))]
    await turn()
    expect(items()).toEqual(['a b'])
    writes[0]?.end()
    expect(await Promise.all(calls)).toEqual([{ result: 'A' }, { result: 'B' }])
  })

  test('wait while two writes are in flight, and then go together in their order', async () => {
    const { commit, writes, items } = open()
    for (const item of ['a', 'b', 'c', 'd', 'e']) {
      void commit([item])
      await turn()
    }
    expect(items()).toEqual(['a', 'b'])
    writes[1]?.end()
    await turn()
    await turn()
    expect(items()).toEqual(['a', 'b', 'c d e'])
  })

  test('go in several writes where they are too much for one', async () => {
    const { commit, writes, items } = open()
    const calls = ['a', 'b', 'c', 'd', 'e', 'f'].map((item) => one(commit([item])))
    await turn()
    await turn()
    expect(items()).toEqual(['a b c d', 'e f'])
    for (const write of writes) write.end()
    expect(await Promise.all(calls)).toHaveLength(6)
  })

  test('that are too large go in parts, one after the other', async () => {
    const { commit, writes, items } = open()
    const call = commit(['a', 'b', 'c', 'd', 'e'])
    await turn()
    await turn()
    expect(items()).toEqual(['a b c d'])
    writes[0]?.end()
    await turn()
    await turn()
    writes[1]?.end()
    expect((await call).map((outcome) => 'result' in outcome && outcome.result)).toEqual([
      'A',
      'B',
      'C',
      'D',
      'E',
    ])
  })

  test('are refused when too much waits', async () => {
    const { commit } = open({ mostWaiting: { rows: 2, bytes: 1000 } })
    for (const item of ['a', 'b', 'c', 'd']) {
      void commit([item])
      await turn()
    }
    await expect(commit(['e'])).rejects.toThrow(DatabaseUnavailable)
  })

  test('are refused when their deadline has passed before their write began', async () => {
    const { commit, writes, items } = open({ deadlineMs: 1000 })
    vi.useFakeTimers({ toFake: ['performance'] })
    try {
      const first = [one(commit(['a']))]
      await turn()
      first.push(one(commit(['b'])))
      await turn()
      const late = commit(['c'])
      vi.advanceTimersByTime(960)
      const inTime = one(commit(['d']))
      for (const write of writes) write.end()
      await expect(late).rejects.toThrow(DatabaseUnavailable)
      expect(await Promise.all(first)).toEqual([{ result: 'A' }, { result: 'B' }])
      await turn()
      expect(items()).toEqual(['a', 'b', 'd'])
      writes[2]?.end()
      expect(await inTime).toEqual({ result: 'D' })
    } finally {
      vi.useRealTimers()
    }
  })
})

describe('a group that fails', () => {
  const failing = (poison: string, error: Error) => {
    const written: string[] = []
    const write = async (items: readonly string[]) => {
      if (items.includes(poison)) throw error
      written.push(...items)
      return [...items]
    }
    return { written, write }
  }

  test('is split until the item at fault fails alone', async () => {
    const poisoned = new Error('poison')
    const { written, write } = failing('c', poisoned)
    const { commit } = open({ write })
    const calls = ['a', 'b', 'c', 'd'].map((item) => one(commit([item])))
    expect(await Promise.all(calls)).toEqual([
      { result: 'a' },
      { result: 'b' },
      { error: poisoned },
      { result: 'd' },
    ])
    expect(written).toEqual(['a', 'b', 'd'])
  })

  test('is refused as a whole when the database is unavailable', async () => {
    const { commit } = open(failing('a', new DatabaseUnavailable('down')))
    const calls = [commit(['a']), commit(['b'])]
    for (const call of calls) await expect(call).rejects.toThrow(DatabaseUnavailable)
  })

  test('has an unknown end for every call when the connection is lost at COMMIT', async () => {
    const { commit } = open(failing('a', new CommitUnknown('lost')))
    const calls = [commit(['a']), commit(['b', 'c'])]
    for (const call of calls) await expect(call).rejects.toThrow(CommitUnknown)
  })

  test('has an unknown end for a call of which a part is committed', async () => {
    const { commit, writes } = open()
    const call = commit(['a', 'b', 'c', 'd', 'e'])
    const refused = expect(call).rejects.toThrow(CommitUnknown)
    await turn()
    writes[0]?.end()
    await turn()
    await turn()
    writes[1]?.end(new DatabaseUnavailable('down'))
    await refused
  })
})
