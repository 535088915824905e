import type { ReactNode } from 'react'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'

const files = [
  ['script', '/verify-receipt.mjs'],
  ['vectors', '/receipt-vectors.json'],
  ['shapes', '/receipt-shapes.ttl'],
] as const

/** What somebody needs to check a receipt without this portal. */
export function verificationFacts(locale: Locale): { term: string; value: ReactNode }[] {
  const t = translator(locale, 'receipt')
  const hash = (name: string, member: string) => t('verify.hashText', { hash: name, member })
  return [
    { term: t('verify.payload'), value: t('verify.payloadText') },
    { term: t('verify.signature'), value: t('verify.signatureText') },
    {
      term: t('verify.keys'),
      value: (
        <>
          {t('verify.keysText')} <a href="/.well-known/jwks.json">/.well-known/jwks.json</a>
        </>
      ),
    },
    { term: t('verify.textHash'), value: hash('text_sha256', 'consent_text') },
    { term: t('verify.operatorHash'), value: hash('operator_sha256', 'operator') },
    { term: t('verify.policyHash'), value: t('verify.policyHashText', { call: 'GET /api/v1/policy' }) },
    { term: t('verify.editions'), value: t('verify.editionsText') },
    { term: t('verify.inForce'), value: t('verify.inForceText', { call: 'POST /api/v1/receipts/verify' }) },
    {
      term: t('verify.files'),
      value: (
        <ul>
          {files.map(([name, path]) => (
            <li key={name}>
              <a className="inline-flex min-h-8 items-center" href={path}>
                {t(`verify.${name}`)}
              </a>
            </li>
          ))}
        </ul>
      ),
    },
  ]
}
