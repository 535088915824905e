import type { Context } from '#domain/access/context.ts'
import { SudoNeeded } from '#domain/staff/sign-in/step-up.ts'
import { confirmPath } from '../session/staff-context.ts'
import { fileWithinLimit } from './file-within-limit.ts'

/** The file that staff download; without a recent code a redirect to the page that asks for one, and then back to `page`. */
export async function fileOrConfirm(
  ctx: Context,
  page: string,
  makeFile: () => Promise<Response>,
): Promise<Response> {
  try {
    return await fileWithinLimit(ctx, page, makeFile)
  } catch (error) {
    if (!(error instanceof SudoNeeded)) throw error
    return new Response(null, { status: 303, headers: { location: confirmPath(ctx.locale, page) } })
  }
}
