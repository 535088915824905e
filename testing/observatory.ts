/**
 * The tests and points of MDN's HTTP Observatory, algorithm 4 (github.com/mdn/mdn-http-observatory, src/analyzer/tests and
 * src/grader/charts.js), as far as they concern one site with TLS and a certificate that verifies. The package itself asks
 * other hosts while it is installed. Where a case of its table cannot be told apart here, the worse one is taken.
 */
export type Observed = {
  /** The page that a reader ends at, after redirects. */
  page: { headers: [string, string][]; body: string }
  /** Every `Set-Cookie` on the way there. */
  cookies: string[]
  /** Addresses from http on, each redirect one. */
  route: string[]
  /** Headers of the answer to a preflight from another origin. */
  preflight: [string, string][]
}

type Verdict = { test: string; result: string; points: number }

const verdict = (test: string, result: string, points: number): Verdict => ({ test, result, points })

/** The score with the points of each test. More than 100 counts only for a site that loses less than ten. */
export function observatoryScore(observed: Observed): { score: number; verdicts: Verdict[] } {
  const verdicts = [
    contentSecurityPolicy(observed),
    cookies(observed),
    crossOriginSharing(observed),
    redirection(observed),
    referrerPolicy(observed),
    strictTransport(observed),
    subresources(observed),
    contentTypeOptions(observed),
    frameOptions(observed),
    resourcePolicy(observed),
  ]
  const lost = verdicts.reduce((sum, { points }) => sum + Math.min(points, 0), 100)
  const all = verdicts.reduce((sum, { points }) => sum + points, 100)
  return { score: Math.max(0, lost >= 90 ? all : lost), verdicts }
}

const valuesOf = (headers: [string, string][], name: string) =>
  headers.filter(([one]) => one === name).map(([, value]) => value)

const broad = ['ftp:', 'http:', 'https:', '*', 'http://*', 'http://*.*', 'https://*', 'https://*.*']
const inline = ["'unsafe-inline'", 'data:']

/** Directives of one policy; null for one that cannot be read. */
function directivesOf(policy: string): Map<string, string[]> | null {
  const found = new Map<string, string[]>()
  for (const part of policy.split(';')) {
    const [name, ...sources] = part.trim().toLowerCase().split(/\s+/)
    if (!name) continue
    if (found.has(name)) return null
    found.set(name, sources)
  }
  return found.size > 0 ? found : null
}

function contentSecurityPolicy({ page }: Observed): Verdict {
  const test = 'content-security-policy'
  const [policy, ...more] = valuesOf(page.headers, test)
  if (policy === undefined) return verdict(test, 'not implemented', -25)
  const csp = more.length === 0 ? directivesOf(policy) : null
  if (!csp) return verdict(test, 'invalid', -25)
  const sourcesOf = (name: string) => csp.get(name) ?? csp.get('default-src') ?? ['*']
  const isGuarded = (sources: string[]) => sources.some((one) => /^'(nonce|sha256|sha384|sha512)-/.test(one))
  const withoutInline = (sources: string[]) =>
    isGuarded(sources) ? sources.filter((one) => one !== "'unsafe-inline'") : sources
  const script = withoutInline(sourcesOf('script-src'))
  const style = withoutInline(sourcesOf('style-src'))
  if (script.includes("'strict-dynamic'") && !isGuarded(script)) return verdict(test, 'invalid', -25)
  if (
    script.some((one) => [...broad, ...inline].includes(one)) ||
    sourcesOf('object-src').some((one) => broad.includes(one))
  )
    return verdict(test, 'unsafe-inline', -20)
  if ([...csp.values()].flat().some((one) => /^(http|ftp):/.test(one)))
    return verdict(test, 'insecure scheme', -20)
  if ([...script, ...style].includes("'unsafe-eval'")) return verdict(test, 'unsafe-eval', -10)
  if (style.some((one) => [...broad, ...inline].includes(one))) return verdict(test, 'unsafe styles', 0)
  const none = csp.get('default-src')
  if (none?.length === 1 && none[0] === "'none'") return verdict(test, "no unsafe, default-src 'none'", 10)
  return verdict(test, 'no unsafe', 5)
}

function cookies({ cookies: set }: Observed): Verdict {
  const test = 'cookies'
  if (set.length === 0) return verdict(test, 'none', 0)
  const has = (cookie: string, flag: RegExp) =>
    cookie
      .split(';')
      .slice(1)
      .some((one) => flag.test(one.trim()))
  const isSession = (cookie: string) => /^[^=]*(login|sess)/i.test(cookie)
  if (set.some((one) => isSession(one) && !has(one, /^secure$/i)))
    return verdict(test, 'session without Secure', -40)
  if (set.some((one) => isSession(one) && !has(one, /^httponly$/i)))
    return verdict(test, 'session without HttpOnly', -30)
  if (set.some((one) => !has(one, /^secure$/i))) return verdict(test, 'without Secure', -20)
  if (set.some((one) => has(one, /^samesite=(?!lax$|strict$|none$)/i)))
    return verdict(test, 'invalid SameSite', -20)
  const all = set.every((one) => has(one, /^samesite=(lax|strict|none)$/i))
  return all ? verdict(test, 'Secure, HttpOnly, SameSite', 5) : verdict(test, 'without SameSite', 0)
}

function crossOriginSharing({ preflight }: Observed): Verdict {
  const test = 'cross-origin-resource-sharing'
  const [origin] = valuesOf(preflight, 'access-control-allow-origin')
  const isUniversal =
    origin !== undefined &&
    origin !== '*' &&
    valuesOf(preflight, 'access-control-allow-credentials').includes('true')
  return isUniversal ? verdict(test, 'everybody with credentials', -50) : verdict(test, origin ?? 'none', 0)
}

function redirection({ route }: Observed): Verdict {
  const test = 'redirection'
  const [first, second] = route.map((address) => new URL(address))
  const last = new URL(route.at(-1) ?? '')
  if (!second || last.protocol !== 'https:') return verdict(test, 'not to https', -20)
  if (second.protocol !== 'https:') return verdict(test, 'not to https at once', -10)
  return first?.hostname === second.hostname ? verdict(test, 'to https', 0) : verdict(test, 'off host', -5)
}

function referrerPolicy({ page }: Observed): Verdict {
  const test = 'referrer-policy'
  const values = valuesOf(page.headers, test)
    .join(',')
    .split(',')
    .map((one) => one.trim())
  if (values[0] === '') return verdict(test, 'not implemented', 0)
  const isPrivate = /^(no-referrer|same-origin|strict-origin|strict-origin-when-cross-origin)$/.test(
    values.at(-1) ?? '',
  )
  return isPrivate ? verdict(test, 'private', 5) : verdict(test, 'unsafe or invalid', -5)
}

function strictTransport({ page }: Observed): Verdict {
  const test = 'strict-transport-security'
  const values = valuesOf(page.headers, test)
  if (values.length === 0) return verdict(test, 'not implemented', -20)
  const age = /^max-age=(\d+)/.exec(values[0] ?? '')?.[1]
  // Two headers are joined by a comma, which no browser reads.
  if (values.length > 1 || !age || values[0]?.includes(',')) return verdict(test, 'invalid', -20)
  return Number(age) < 15_552_000
    ? verdict(test, 'less than six months', -10)
    : verdict(test, 'six months', 0)
}

function subresources({ page }: Observed): Verdict {
  const test = 'subresource-integrity'
  const scripts = [...page.body.matchAll(/<script\b[^>]*\bsrc="([^"]*)"[^>]*>/gi)]
  const elsewhere = scripts.filter(([, src = '']) => /^(https?:)?\/\//.test(src))
  if (elsewhere.length > 0) return verdict(test, 'scripts from elsewhere', -50)
  return verdict(test, scripts.length > 0 ? 'from the same origin' : 'no scripts', 0)
}

function contentTypeOptions({ page }: Observed): Verdict {
  const test = 'x-content-type-options'
  const isSet = valuesOf(page.headers, test).join() === 'nosniff'
  return isSet ? verdict(test, 'nosniff', 0) : verdict(test, 'not implemented or invalid', -5)
}

function frameOptions({ page }: Observed): Verdict {
  const test = 'x-frame-options'
  const ancestors = directivesOf(valuesOf(page.headers, 'content-security-policy')[0] ?? '')?.get(
    'frame-ancestors',
  )
  if (ancestors && !ancestors.some((one) => broad.includes(one)))
    return verdict(test, 'by frame-ancestors', 5)
  const isSet = /^(deny|sameorigin)$/i.test(valuesOf(page.headers, test).join())
  return isSet ? verdict(test, 'DENY or SAMEORIGIN', 0) : verdict(test, 'not implemented or invalid', -20)
}

function resourcePolicy({ page }: Observed): Verdict {
  const test = 'cross-origin-resource-policy'
  const [value] = valuesOf(page.headers, test)
  if (value === undefined || value === 'cross-origin') return verdict(test, value ?? 'not implemented', 0)
  return /^same-(origin|site)$/.test(value) ? verdict(test, value, 10) : verdict(test, 'invalid', -5)
}
