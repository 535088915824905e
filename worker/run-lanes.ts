import { crontab as schedule } from './crontab.ts'
import { type Queue, runQueue } from './run-queue.ts'
import type { Tools } from './task.ts'
import { lanes } from './tasks.ts'

/** Takes the jobs of every lane, and enqueues what is scheduled. */
export function runLanes(tools: Tools, { crontab = schedule }: { crontab?: string } = {}): Queue {
  const queues = Object.entries(lanes).map(([name, { tasks, concurrency }]) =>
    runQueue(tools, tasks, { concurrency, crontab: name === 'quick' ? crontab : '' }),
  )
  return {
    isRunning: () => queues.every((queue) => queue.isRunning()),
    stop: async () => {
      await Promise.all(queues.map((queue) => queue.stop()))
    },
  }
}
