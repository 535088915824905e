import { CommitUnknown, DatabaseUnavailable } from '#db/errors.ts'

/** What became of one item: its result, or why it alone failed. */
export type Outcome<Result> = { result: Result } | { error: unknown }

type Size = { rows: number; bytes: number }

export type GroupCommitOptions<Item, Result> = {
  /** Writes all of the items, or none and throws. Answers in their order. */
  write(items: readonly Item[], how: { deadlineMs: number }): Promise<Result[]>
  sizeOf(item: Item): Size
  /** Of one write; an item that is larger goes by itself. */
  most: Size
  /** Of what waits; a call on top of that is refused at once. */
  mostWaiting: Size
  /** From the call to its answer. */
  deadlineMs: number
}

type Call<Item, Result> = {
  items: readonly Item[]
  size: Size
  since: number
  resolve(outcomes: Outcome<Result>[]): void
  reject(error: unknown): void
}

/** One write works while another waits for the disk. More of them would only make groups smaller. */
const mostInFlight = 2
/** With less time left than this a call is refused instead of written. */
const shortestMs = 50

const nothing: Size = { rows: 0, bytes: 0 }
const sum = (a: Size, b: Size) => ({ rows: a.rows + b.rows, bytes: a.bytes + b.bytes })
const isOver = (size: Size, limit: Size) => size.rows > limit.rows || size.bytes > limit.bytes

/**
 * Calls that come while writes are in flight wait and go together in the next one, in the order in which they came; with
 * nothing in flight a call goes at once. A group that fails is split until the item at fault fails alone. A call rejects
 * with `DatabaseUnavailable` (nothing of it is committed) or `CommitUnknown` (some of it may be).
 */
export function openGroupCommit<Item, Result>(
  options: GroupCommitOptions<Item, Result>,
): (items: readonly Item[]) => Promise<Outcome<Result>[]> {
  const { sizeOf, most, mostWaiting, deadlineMs } = options
  let waiting: Call<Item, Result>[] = []
  let waitingSize = nothing
  let inFlight = 0
  let isStarting = false

  const sizeOfAll = (items: readonly Item[]) => items.map(sizeOf).reduce(sum, nothing)

  function takeGroup(): Call<Item, Result>[] {
    const now = performance.now()
    const isLate = ({ since }: Call<Item, Result>) => now - since > deadlineMs - shortestMs
    for (const { reject } of waiting.filter(isLate))
      reject(new DatabaseUnavailable('the deadline passed before the write began'))
    const calls = waiting.filter((call) => !isLate(call))
    let size = nothing
    let count = 0
    for (const call of calls) {
      size = sum(size, call.size)
      if (count > 0 && isOver(size, most)) break
      count += 1
    }
    waiting = calls.slice(count)
    waitingSize = waiting.map((call) => call.size).reduce(sum, nothing)
    return calls.slice(0, count)
  }

  /** Starts after what else this turn of the event loop brings, so that calls of the same moment go together. */
  function startSoon() {
    if (isStarting || inFlight >= mostInFlight || waiting.length === 0) return
    isStarting = true
    setImmediate(() => {
      isStarting = false
      const group = takeGroup()
      if (group.length === 0) return
      inFlight += 1
      void writeGroup(options, group).finally(() => {
        inFlight -= 1
        startSoon()
      })
      startSoon()
    })
  }

  function add(items: readonly Item[]): Promise<Outcome<Result>[]> {
    const size = sizeOfAll(items)
    if (waiting.length > 0 && isOver(sum(waitingSize, size), mostWaiting))
      return Promise.reject(new DatabaseUnavailable('too much waits to be written'))
    return new Promise((resolve, reject) => {
      waiting.push({ items, size, since: performance.now(), resolve, reject })
      waitingSize = sum(waitingSize, size)
      startSoon()
    })
  }

  return async (items) => {
    if (!isOver(sizeOfAll(items), most)) return add(items)
    // One write after the other, so that the items keep their order.
    const outcomes: Outcome<Result>[] = []
    for (const part of partsOf(items, options)) {
      const added = add(part).catch((error: unknown) => Promise.reject(partly(error, outcomes.length > 0)))
      outcomes.push(...(await added))
    }
    return outcomes
  }
}

/** Cuts what is too much for one write. */
function partsOf<Item>(
  items: readonly Item[],
  { sizeOf, most }: Pick<GroupCommitOptions<Item, never>, 'sizeOf' | 'most'>,
): Item[][] {
  const parts: Item[][] = []
  let size = nothing
  for (const item of items) {
    size = sum(size, sizeOf(item))
    const part = parts.at(-1)
    if (part && !isOver(size, most)) part.push(item)
    else {
      parts.push([item])
      size = sizeOf(item)
    }
  }
  return parts
}

async function writeGroup<Item, Result>(
  { write, deadlineMs }: GroupCommitOptions<Item, Result>,
  group: readonly Call<Item, Result>[],
): Promise<void> {
  const until = Math.min(...group.map(({ since }) => since)) + deadlineMs
  const writeSplitting = async (items: readonly Item[]): Promise<Outcome<Result>[]> => {
    try {
      const left = Math.max(shortestMs, until - performance.now())
      const results = await write(items, { deadlineMs: left })
      return results.map((result) => ({ result }))
    } catch (error) {
      if (items.length === 1 || isUnavailable(error)) return items.map(() => ({ error }))
    }
    const half = items.length >> 1
    const first = await writeSplitting(items.slice(0, half))
    return [...first, ...(await writeSplitting(items.slice(half)))]
  }
  const outcomes = await writeSplitting(group.flatMap(({ items }) => items))
  let at = 0
  for (const { items, resolve, reject } of group) {
    const own = outcomes.slice(at, at + items.length)
    const failed = own.find((one) => 'error' in one && isUnavailable(one.error))
    if (failed && 'error' in failed)
      reject(
        partly(
          failed.error,
          own.some((one) => 'result' in one),
        ),
      )
    else resolve(own)
    at += items.length
  }
}

const isUnavailable = (error: unknown) =>
  error instanceof DatabaseUnavailable || error instanceof CommitUnknown

/** “Nothing is committed” is not true for a call of which a part is committed. */
const partly = (error: unknown, isCommitted: boolean) =>
  isCommitted && error instanceof DatabaseUnavailable
    ? new CommitUnknown('a part of the call is committed', { cause: error })
    : error
