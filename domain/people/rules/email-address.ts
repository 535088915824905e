export type EmailAddressFault = 'empty' | 'too-long' | 'other-alphabet' | 'malformed' | 'domain'

export type EmailAddressResult = { ok: true; address: string } | { ok: false; code: EmailAddressFault }

// RFC 5321's atoms: no quotes, spaces, commas, brackets or controls, so an address cannot become two in a mail's header.
const LOCAL = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/
const DOMAIN = /^[\p{L}\p{M}\p{N}.-]+$/u
const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/
const TOP = /^([a-z]{2,}|xn--[a-z0-9-]+)$/

/**
 * Normalises an address: NFKC once, trimmed, lower case, ASCII domain; validated afterwards (ASVS 1.1.1), so that the
 * checked text is what is used. Codes: `other-alphabet` is a letter such as Cyrillic а before the @.
 */
export function parseEmailAddress(typed: string): EmailAddressResult {
  if (typed.length > 1000) return { ok: false, code: 'too-long' }
  if (!typed.isWellFormed()) return { ok: false, code: 'malformed' }
  const text = typed.normalize('NFKC').trim().toLowerCase()
  if (text === '') return { ok: false, code: 'empty' }
  const [local = '', host = '', ...more] = text.split('@')
  if (more.length > 0 || local === '' || host === '') return { ok: false, code: 'malformed' }
  if (!LOCAL.test(local))
    return { ok: false, code: /\p{L}/u.test(local.replace(/[a-z]/g, '')) ? 'other-alphabet' : 'malformed' }
  const domain = toAscii(host)
  if (domain === null) return { ok: false, code: 'domain' }
  const address = `${local}@${domain}`
  if (local.length > 64 || address.length > 254) return { ok: false, code: 'too-long' }
  return { ok: true, address }
}

// URL does what node:url's domainToASCII does, in browsers as well: the form checks by the same rule as the server.
function toAscii(host: string): string | null {
  if (!DOMAIN.test(host) || !URL.canParse(`http://${host}`)) return null
  const labels = new URL(`http://${host}`).hostname.split('.')
  if (labels.length < 2 || !labels.every((label) => LABEL.test(label)) || !TOP.test(labels.at(-1) ?? ''))
    return null
  return labels.join('.')
}
