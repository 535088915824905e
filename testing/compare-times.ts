type Run = (round: number) => Promise<unknown>

/** Milliseconds that this process has computed, which other programs on the machine do not change. */
export function computedTime(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/**
 * How many times longer the slower of two takes, by the medians of runs in turn (1: as long). `noise` is the same of one
 * of them with itself: what the machine alone makes of a difference.
 */
export async function compareTimes(one: Run, other: Run, rounds: number, clock = () => performance.now()) {
  const times = { one: [] as number[], other: [] as number[], again: [] as number[] }
  const run = async (name: keyof typeof times, which: Run, round: number) => {
    const start = clock()
    await which(round)
    times[name].push(clock() - start)
  }
  for (let round = 0; round < rounds; round++) {
    await run('one', one, round)
    await run('other', other, round)
    await run('again', one, round)
  }
  return { ratio: ratioOf(times.one, times.other), noise: ratioOf(times.one, times.again) }
}

function ratioOf(a: readonly number[], b: readonly number[]): number {
  const [x, y] = [median(a), median(b)]
  return Math.max(x, y) / Math.min(x, y)
}

const median = (times: readonly number[]) => times.toSorted((a, b) => a - b)[times.length >> 1] ?? 0
