import type { Context } from '#domain/access/context.ts'
import type { TestPortal } from './people.ts'

/** A worker that dies before the n-th of its transactions in the portal's database. */
export function killedAfter({ system }: TestPortal, transactions: number): Context {
  let left = transactions
  return {
    ...system,
    transaction: (work, options) => {
      left -= 1
      if (left < 0) return Promise.reject(new Error('killed'))
      return system.transaction(work, options)
    },
  }
}
