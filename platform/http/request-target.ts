export type RequestTarget = {
  /** As it was sent, still percent-encoded. */
  path: string
  /** With its question mark, or empty. */
  query: string
}

const longest = 2000
const longestQuery = 4000
const printable = /^[\x21-\x7e]+$/
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const control = /[\u0000-\u001f\u007f]/

/**
 * Splits what stands after the method, or null when it is nothing that a reader of ours would send: longer than 2,000
 * characters, another host's, not percent-encoded UTF-8 (lone surrogates with it), with a control character, a
 * backslash, an encoded slash, a dot segment or an empty one. Everything behind the front may rely on it.
 */
export function readTarget(url: string | undefined): RequestTarget | null {
  if (url === undefined || !url.startsWith('/') || !printable.test(url)) return null
  const [, path = '', query = ''] = /^([^?#]*)(\?[^#]*)?$/.exec(url) ?? []
  if (path === '' || path.length > longest || query.length > longestQuery) return null
  const decoded = decode(path)
  const words = decode(query.replaceAll('+', ' '))
  if (decoded === null || words === null || control.test(words.replace(/[\t\r\n]/g, ''))) return null
  if (control.test(decoded) || /[\\]|\/\//.test(decoded) || /%2f/i.test(path)) return null
  if (decoded.split('/').some((segment) => segment === '.' || segment === '..')) return null
  return { path, query }
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}
