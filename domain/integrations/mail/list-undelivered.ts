import { desc, eq } from 'drizzle-orm'
import { z } from 'zod'
import { undeliveredMail } from '#db/schema/integrations.ts'
import { undeliveredStates } from '#db/schema/integrations-codes.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { readReferences } from '#domain/requests/view/read-references.ts'
import { COUNTED } from '#platform/counted.ts'
import type { KeptState } from './keep-undelivered.ts'

export type UndeliveredEntry = {
  mailId: string
  /** The job that writes the message, which is its kind. */
  task: string
  state: KeptState
  reason: string
  /** The server's codes. */
  code: string
  tries: number
  createdAt: string
  lastTriedAt: string
  nextTryAt: string | null
  /** Of the request that it is about, if it is about one. */
  reference: string | null
}

export type Undelivered = {
  /** The newest first. */
  givenUp: UndeliveredEntry[]
  /** Messages that are still tried, or wait for the server. */
  waiting: UndeliveredEntry[]
  /** No further than `COUNTED`. */
  count: Record<KeptState, number>
}

const mostShown = 50
const aboutRequest = z.object({ subjectId: z.uuid(), requestId: z.uuid() })

/** Messages that were not delivered: nothing of their text or their recipient. */
export async function listUndelivered(ctx: Context): Promise<Undelivered> {
  authorize(ctx.actor, 'mail.read')
  const { rows, counts } = await ctx.transaction(async (tx) => {
    const rows: (typeof undeliveredMail.$inferSelect)[] = []
    const counts = new Map<KeptState, number>()
    for (const state of undeliveredStates) {
      const isOf = eq(undeliveredMail.state, state)
      const { lastTriedAt, mailId } = undeliveredMail
      rows.push(
        ...(await tx
          .select()
          .from(undeliveredMail)
          .where(isOf)
          .orderBy(desc(lastTriedAt), desc(mailId))
          .limit(mostShown)),
      )
      const some = tx.select({ mailId }).from(undeliveredMail).where(isOf).limit(COUNTED)
      counts.set(state, await tx.$count(some.as('some')))
    }
    rows.sort((a, b) => b.lastTriedAt.getTime() - a.lastTriedAt.getTime())
    return { rows, counts }
  })
  const requests = rows.flatMap(({ payload }) => aboutRequest.safeParse(payload).data ?? [])
  const references = await readReferences(ctx, requests)
  const entries = rows.map(({ payload, createdAt, lastTriedAt, nextTryAt, ...row }) => ({
    ...row,
    createdAt: createdAt.toISOString(),
    lastTriedAt: lastTriedAt.toISOString(),
    nextTryAt: nextTryAt?.toISOString() ?? null,
    reference: references.get(aboutRequest.safeParse(payload).data?.requestId ?? '') ?? null,
  }))
  const countOf = (state: KeptState) => counts.get(state) ?? 0
  return {
    givenUp: entries.filter(({ state }) => state === 'given-up'),
    waiting: entries.filter(({ state }) => state !== 'given-up').slice(0, mostShown),
    count: { waiting: countOf('waiting'), deferred: countOf('deferred'), 'given-up': countOf('given-up') },
  }
}
