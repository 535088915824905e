// Paths with a language prefix, or of pages without one.
const OURS = /^\/((kk|ru|en)(?=[/?#]|$)|(policy|trust|requests|contact|my|u|receipts)(?=[/?#]|$))/
// A browser strips tabs and line ends and reads a backslash as a slash, so that /\evil.kz would leave the site.
const UNSAFE = /[\\\s\p{Cc}\p{Cf}]/u

/** A path of this portal to return to after signing in, or undefined for anything else (ASVS 3.7.2). */
export function safeReturnPath(path: string | null | undefined): string | undefined {
  if (!path || path.length > 300 || !path.isWellFormed()) return undefined
  if (path.startsWith('//') || UNSAFE.test(path) || !OURS.test(path)) return undefined
  // What a browser makes of it must still be the same path on the same host: no dots that climb, no other authority.
  if (!URL.canParse(path, 'https://here.invalid')) return undefined
  const url = new URL(path, 'https://here.invalid')
  return url.origin === 'https://here.invalid' && OURS.test(url.pathname) ? path : undefined
}
