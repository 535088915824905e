import type { Transaction } from '#db/client.ts'
import { consentText } from '#db/schema/consent.ts'
import { locales } from '#domain/access/locale.ts'
import { versionHashes } from '#domain/policy/versions/read-policy.ts'
import { indexConsentTexts } from '../rules/consent-text-index.ts'
import type { LedgerView } from '../rules/decide-events.ts'
import { retiredChoices } from '../texts/read-catalogue.ts'

/** Consent texts and policy versions, as events cite them. */
export type Citable = Pick<LedgerView, 'texts' | 'policy'>

/**
 * Caches the texts and versions that events cite. The database increments `revision` with every change; it is read in
 * the same transaction, so the cache is never older.
 */
export function openCitable(): (tx: Transaction, revision: number) => Promise<Citable> {
  let kept: { revision: number; citable: Citable } | undefined
  return async (tx, revision) => {
    if (kept?.revision === revision) return kept.citable
    const citable = await readCitable(tx)
    kept = { revision, citable }
    return citable
  }
}

async function readCitable(tx: Transaction): Promise<Citable> {
  const { purpose, topic, locale, version, sha256, termMonths } = consentText
  const texts = await tx.select({ purpose, topic, locale, version, sha256, termMonths }).from(consentText)
  const versions = new Set((await versionHashes(tx)).keys())
  return {
    texts: indexConsentTexts(
      texts.map((text) => ({ ...text, sha256: text.sha256.toString('hex') })),
      { languages: locales, retired: await retiredChoices(tx) },
    ),
    policy: { inForce: Math.max(0, ...versions), exists: (version) => versions.has(version) },
  }
}
