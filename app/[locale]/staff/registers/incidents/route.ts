import { localeOf } from '../../../../_server/session/request-context.ts'

type Props = { params: Promise<{ locale: string }> }

/** The register's address beside the others; its page asks who reads it. */
export async function GET(_: Request, { params }: Props): Promise<Response> {
  const location = `/${localeOf((await params).locale)}/staff/incidents`
  return new Response(null, { status: 308, headers: { location } })
}
