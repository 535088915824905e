import type { Transaction } from '#db/client.ts'
import type { Figures } from '../rules/figures.ts'
import { allEntries } from './read-subprocessors.ts'
import { agreementState, listOn } from './subprocessor-list.ts'

/** Of those that get data on a day, how many have no agreement, one that is over, or one that ends soon. The caller has authorized. */
export async function countAgreements(tx: Transaction, today: string): Promise<Figures['agreements']> {
  const states = listOn(await allEntries(tx), today).current.map((row) => agreementState(row, today))
  const count = (state: (typeof states)[number]) => states.filter((one) => one === state).length
  return { subprocessors: states.length, missing: count('none'), over: count('over'), soon: count('soon') }
}
