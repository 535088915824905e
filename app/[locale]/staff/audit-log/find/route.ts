import { spend } from '#domain/access/limits.ts'
import { findPersonForLog } from '#domain/assurance/audit-log/search-audit-log.ts'
import { tooOftenPage } from '../../../../_server/files/too-often-page.ts'
import { localeOf } from '../../../../_server/session/request-context.ts'
import { staffContext } from '../../../../_server/session/staff-context.ts'
import { logPath } from '../log-path.ts'

type Props = { params: Promise<{ locale: string }> }

/** Finds a person by what is typed, and leads to the search by their id: no address contains what was typed. */
export async function POST(request: Request, { params }: Props): Promise<Response> {
  const locale = localeOf((await params).locale)
  const page = logPath(locale)
  const ctx = await staffContext(locale, page, 'audit.find-person')
  const typed = (await request.formData()).get('typed')
  const allowed = await spend(ctx.services, 'search', { account: ctx.actor.staffId })
  if (!allowed.ok) return tooOftenPage(ctx, page, { ...allowed, what: 'searches' })
  const isText = typeof typed === 'string' && typed.trim() !== '' && typed.length <= 300
  const person = isText ? await findPersonForLog(ctx, typed) : null
  const location = person ? logPath(locale, { person }) : logPath(locale, {}, { nobody: '1' })
  return new Response(null, { status: 303, headers: { location } })
}
