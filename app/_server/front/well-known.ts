import { createPublicKey } from 'node:crypto'
import { EVIDENCE_NAMESPACE, GIT_NAMESPACE } from '#domain/assurance/record/ssh-signer.ts'
import { KIT_NAMESPACE, KIT_SIGNER } from '#domain/assurance/rules/kit-commands.ts'
import { publicKeySet } from '#domain/consent/receipts/sign-receipt.ts'
import { signatureNamespace } from '#domain/fulfilment/package-content/package-manifest.ts'
import { readOperator } from '#domain/policy/operator/operator.ts'
import { locales } from '#i18n/locales.ts'
import { sshPublicKey } from '#platform/crypto/ssh-signature.ts'
import type { Services } from '#platform/services.ts'

type Published = Parameters<typeof readOperator>[0] & { APP_URL: string }

/** RFC 9116: where to report a vulnerability. Null until the operator has said until when it is true. */
export function securityTxt({ APP_URL, ...env }: Published): string | null {
  const { email, securityTxtExpiresOn, sample } = readOperator(env)
  if (!securityTxtExpiresOn) return null
  return [
    ...(sample ? ['# SAMPLE: the contact and the date of an invented operator'] : []),
    `Contact: mailto:${email}`,
    `Contact: ${APP_URL}/contact`,
    `Expires: ${securityTxtExpiresOn}T23:59:59+05:00`,
    `Preferred-Languages: ${locales.join(', ')}`,
    `Canonical: ${APP_URL}/.well-known/security.txt`,
    `Policy: ${APP_URL}/policy#security.audits`,
    '',
  ].join('\n')
}

/** Every public page, with the same page in the other languages (sitemaps.org 0.9). */
export function sitemapXml(appUrl: string, paths: readonly string[]): string {
  const inOthers = (path: string) =>
    locales.map((locale) => {
      const href = `${appUrl}/${locale}${path.slice(3)}`
      return `    <xhtml:link rel="alternate" hreflang="${locale}" href="${href}"/>\n`
    })
  const entries = paths.map(
    (path) => `  <url>\n    <loc>${appUrl}${path}</loc>\n${inOthers(path).join('')}  </url>\n`,
  )
  const names =
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
  return `<?xml version="1.0" encoding="UTF-8"?>\n<urlset ${names}>\n${entries.join('')}</urlset>\n`
}

/** W3C, Global Privacy Control, 3.4: the signal is obeyed, and since when this statement applies. */
export function gpcSupport(): string {
  return `${JSON.stringify({ gpc: true, lastUpdate: '2026-11-26' })}\n`
}

/** RFC 7517: the keys that sign receipts. Old keys stay after a rotation: their signatures remain verifiable. */
export const jwksJson = ({ keys }: Services) => `${JSON.stringify(publicKeySet(keys), null, 2)}\n`

/**
 * The same keys as `ssh-keygen -Y verify` and `git verify-tag` read them, with what each may have signed: measurements, versions of the
 * policy, kits for auditors, and copies of a person's data.
 */
export function allowedSigners({ keys }: Services): string {
  const namespaces = [EVIDENCE_NAMESPACE, GIT_NAMESPACE, KIT_NAMESPACE, signatureNamespace].join(',')
  return keys
    .publicKeys()
    .map(({ pem }) => `${KIT_SIGNER} namespaces="${namespaces}" ${sshPublicKey(createPublicKey(pem))}\n`)
    .join('')
}

/** Public pages may be found; what belongs to a person or to staff need not be asked for. */
export function robotsTxt(appUrl: string): string {
  const closed = ['/my', '/staff', '/sign-in', '/sample', '/u/'].flatMap((path) => [
    path,
    ...locales.map((locale) => `/${locale}${path}`),
  ])
  return [
    'User-agent: *',
    ...closed.map((path) => `Disallow: ${path}`),
    'Disallow: /api/',
    'Disallow: /receipts/',
    `Sitemap: ${appUrl}/sitemap.xml`,
    '',
  ].join('\n')
}
