import { createPrivateKey, createPublicKey, sign } from 'node:crypto'
import { buildFirstEdition } from '#domain/consent/receipts/first-edition.ts'
import { buildSecondEdition } from '#domain/consent/receipts/second-edition.ts'
import { signDetached } from '#domain/consent/receipts/sign-receipt.ts'
import { grantedFacts, withdrawnFacts } from './receipt-facts.ts'

// A key of these vectors alone: 32 bytes of 1.
const pkcs8 = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32, 1)])
const privateKey = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' })
const keyId = 'test-vectors'
const signer = { keyId, sign: (data: Buffer) => sign(null, data, privateKey) }

const receiptOf = (built: object) => signDetached(signer, 'consent-receipt', built)

/** What `public/receipt-vectors.json` says: keys, and receipts with whether they are genuine. */
export function receiptVectors() {
  const { kty, crv, x } = createPublicKey(privateKey).export({ format: 'jwk' })
  const second = receiptOf(buildSecondEdition(grantedFacts))
  const text = JSON.stringify(second)
  const shown = text.replace('"title":"Аналитика"', '"title":"Реклама"')
  const { proof: _, ...otherText } = JSON.parse(shown)
  return {
    keys: [{ kty, crv, x, kid: keyId, alg: 'EdDSA', use: 'sig' }],
    receipts: [
      { name: 'first edition, consent', genuine: true, receipt: receiptOf(buildFirstEdition(grantedFacts)) },
      {
        name: 'first edition, withdrawal',
        genuine: true,
        receipt: receiptOf(buildFirstEdition(withdrawnFacts)),
      },
      { name: 'second edition, consent', genuine: true, receipt: second },
      {
        name: 'second edition, withdrawal',
        genuine: true,
        receipt: receiptOf(buildSecondEdition(withdrawnFacts)),
      },
      {
        name: 'changed after it was signed',
        genuine: false,
        receipt: JSON.parse(text.replace('dpv:ConsentGiven', 'dpv:ConsentWithdrawn')),
      },
      {
        name: 'signed as something else',
        genuine: false,
        receipt: signDetached(signer, 'consent-history', buildSecondEdition(grantedFacts)),
      },
      { name: 'another text under the same hash', genuine: false, receipt: receiptOf(otherText) },
    ],
  }
}
