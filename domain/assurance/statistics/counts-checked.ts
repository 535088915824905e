import { z } from 'zod'
import type { Transaction } from '#db/client.ts'
import type { Context } from '#domain/access/context.ts'
import { readFact, setFact } from '#platform/installation-facts.ts'

/** Counts that are compared with their records each night. */
export const checkedCounts = ['choices', 'requests', 'systems', 'mail', 'usage'] as const
export type CheckedCounts = (typeof checkedCounts)[number]

const factName = 'counts-checked'
const resultSchema = z.object({ counts: z.int().min(0), different: z.int().min(0) })
const checkedSchema = z.object({
  at: z.iso.datetime(),
  choices: resultSchema,
  requests: resultSchema,
  systems: resultSchema,
  /** Letters that were given up. */
  mail: resultSchema,
  usage: resultSchema,
})

/** When the counts were last compared with the records, and how many of them differ. */
export type CountsChecked = z.infer<typeof checkedSchema>

/** The result of the last comparison; null before the first. The caller has authorized. */
export async function readCountsChecked({
  database,
}: Pick<Context, 'database'>): Promise<CountsChecked | null> {
  const fact = await readFact(database, factName)
  return fact === undefined ? null : checkedSchema.parse(fact)
}

export const storeCountsChecked = (tx: Transaction, checked: CountsChecked) =>
  setFact({ db: tx }, factName, checked)
