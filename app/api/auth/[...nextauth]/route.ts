import { NextRequest } from 'next/server'
import { contextFor } from '#domain/access/context.ts'
import { sessionCookie } from '#domain/access/session-cookie.ts'
import { endReplacedSession } from '#domain/people/sign-in/sessions.ts'
import { services } from '#platform/services.ts'
import { handlers, hasPlatformSignIn } from '../../../../auth.ts'

// The library answers many more addresses; what the portal does not need does not exist.
const gets = ['/api/auth/callback/platform', '/api/auth/csrf']
const posts = ['/api/auth/signin/platform']

const notFound = () => new Response(null, { status: 404, headers: { 'Cache-Control': 'no-store' } })

export async function GET(request: NextRequest): Promise<Response> {
  const { pathname } = request.nextUrl
  if (!hasPlatformSignIn || !gets.includes(pathname)) return notFound()
  return pathname.endsWith('/csrf') ? handlers.GET(request) : signInAfresh(request)
}

export async function POST(request: NextRequest): Promise<Response> {
  if (!hasPlatformSignIn || !posts.includes(request.nextUrl.pathname)) return notFound()
  return handlers.POST(request)
}

/** A sign-in always begins a new session and ends the one that this browser had before. */
async function signInAfresh(request: NextRequest): Promise<Response> {
  const portal = services()
  const { name } = sessionCookie(portal.env)
  const before = request.cookies.get(name)?.value
  const headers = new Headers(request.headers)
  const others = request.cookies.getAll().filter((cookie) => cookie.name !== name)
  headers.set(
    'cookie',
    others.map((cookie) => `${cookie.name}=${encodeURIComponent(cookie.value)}`).join('; '),
  )
  const response = await handlers.GET(new NextRequest(request.url, { headers }))
  const signedIn = response.headers.getSetCookie().some((cookie) => cookie.startsWith(`${name}=`))
  if (before && signedIn) {
    const ctx = contextFor(portal, { actor: { kind: 'system', task: 'sign-in' }, locale: 'kk' })
    await ctx.transaction((tx) => endReplacedSession(tx, ctx, before))
  }
  return response
}
