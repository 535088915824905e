import { type Actor, actorId } from '#domain/access/actor.ts'
import type { Context } from '#domain/access/context.ts'
import { spend } from '#domain/access/limits.ts'
import { tooOftenPage } from './too-often-page.ts'

type MakeFile = () => Promise<Response>

/**
 * The file that a person or a member of staff downloads from `page`, counted by who is signed in on all instances together. Above
 * the limit a page with status 429 says when to come back. What is no file, such as a redirect, does not count.
 */
export const fileWithinLimit = (ctx: Context, page: string, makeFile: MakeFile): Promise<Response> =>
  withinLimit('export', ctx, page, makeFile)

/** One file of a case or a register that staff open to do their work: counted in the same way, with a wider limit of its own. */
export const openedFile = (ctx: Context, page: string, makeFile: MakeFile): Promise<Response> =>
  withinLimit('opened-file', ctx, page, makeFile)

async function withinLimit(
  budget: 'export' | 'opened-file',
  ctx: Context,
  page: string,
  makeFile: MakeFile,
): Promise<Response> {
  const spending = await spend(ctx.services, budget, { account: accountOf(ctx.actor) })
  if (!spending.ok) return tooOftenPage(ctx, page, { ...spending, what: 'files' })
  try {
    const file = await makeFile()
    if (!file.ok) await spending.giveBack()
    return file
  } catch (error) {
    await spending.giveBack()
    throw error
  }
}

function accountOf(actor: Actor): string {
  const account = actorId(actor)
  if (account === null) throw new Error(`a download of an actor without a budget: ${actor.kind}`)
  return account
}
