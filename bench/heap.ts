import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { shareOf } from './share.ts'

/** For Node, with a pipe as file descriptor 3: lets `readHeapMb` ask the process. */
export const heapArguments = ['--import', join(import.meta.dirname, 'say-heap.ts')]

/** What such a process holds in memory after a garbage collection, in MB. */
export async function readHeapMb(child: ChildProcess): Promise<number> {
  const said = once(child.stdio[3] as Readable, 'data')
  child.kill('SIGUSR2')
  return Math.round(Number(String((await said)[0])) / 1e5) / 10
}

/** The heap after the first part of the work and after the last: more than half above it, and 20 MB, is a leak. */
export function heapGrowth(heapMb: readonly number[]): { lastToFirst: number; leaks: boolean } {
  const [, first = 0] = heapMb
  const last = heapMb.at(-1) ?? 0
  return { lastToFirst: shareOf(last, first), leaks: last > first * 1.5 + 20 }
}
