import { publicKeySet } from '#domain/consent/receipts/sign-receipt.ts'
import { readOperator } from '#domain/policy/operator/operator.ts'
import { locales } from '#i18n/locales.ts'
import type { Services } from '#platform/services.ts'

const validDays = 180

/** RFC 9116: where to report a vulnerability. */
export function securityTxt({ env, clock }: Services): string {
  const expires = new Date(clock.now().getTime() + validDays * 86_400_000)
  expires.setUTCHours(0, 0, 0, 0)
  return [
    `Contact: mailto:${readOperator(env).email}`,
    `Contact: ${env.APP_URL}/contact`,
    `Expires: ${expires.toISOString().replace('.000', '')}`,
    `Preferred-Languages: ${locales.join(', ')}`,
    `Canonical: ${env.APP_URL}/.well-known/security.txt`,
    `Policy: ${env.APP_URL}/policy#security.audits`,
    '',
  ].join('\n')
}

/** W3C, Global Privacy Control, 3.4: the signal is obeyed, and since when this statement applies. */
export function gpcSupport(): string {
  return `${JSON.stringify({ gpc: true, lastUpdate: '2026-11-26' })}\n`
}

/** RFC 7517: the keys that sign receipts. Old keys stay after a rotation: their signatures remain verifiable. */
export const jwksJson = ({ keys }: Services) => `${JSON.stringify(publicKeySet(keys), null, 2)}\n`

/** Public pages may be found; what belongs to a person or to staff need not be asked for. */
export function robotsTxt(): string {
  const closed = ['/my', '/staff', '/sign-in', '/sample', '/u/'].flatMap((path) => [
    path,
    ...locales.map((locale) => `/${locale}${path}`),
  ])
  return [
    'User-agent: *',
    ...closed.map((path) => `Disallow: ${path}`),
    'Disallow: /api/',
    'Disallow: /receipts/',
    '',
  ].join('\n')
}
