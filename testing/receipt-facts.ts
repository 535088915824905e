import type { ReceiptFacts } from '#domain/consent/receipts/receipt-shape.ts'
import { consentTextHash } from '#domain/consent/texts/consent-texts.ts'
import { contentHash } from '#platform/canonical-json.ts'

const at = new Date('2026-11-26T09:00:00.000Z')
const three = (text: string) => ({ kk: `${text} kk`, ru: `${text} ru`, en: `${text} en` })

const operator = {
  name: three('Name'),
  address: three('Address'),
  responsiblePerson: three('Person'),
  hours: three('Hours'),
  bin: '123456789012',
  email: 'p@example.kz',
  phone: '+7 727 000 00 00',
  sample: false,
  url: 'https://privacy.example.kz',
}
const text = { title: 'Аналитика', term: '12 месяцев', thirdParties: 'no', abroad: 'no', published: 'no' }

/** A consent of one person to analytics, as it was recorded. */
export const grantedFacts: ReceiptFacts = {
  eventId: '01940000-0000-7000-8000-000000000001',
  principalId: 'principal',
  purpose: 'analytics',
  topic: '',
  channel: '',
  decision: 'granted',
  recordedAt: at,
  givenAt: null,
  expiresAt: new Date('2027-11-26T09:00:00.000Z'),
  locale: 'ru',
  origin: 'choices',
  signal: '',
  actorKind: 'subject',
  words: {
    version: 3,
    sha256: consentTextHash({ purpose: 'analytics', topic: '', words: text, termMonths: 12 }, 'ru').toString(
      'hex',
    ),
    termMonths: 12,
    text,
  },
  policy: { version: 2, sha256: 'b5bb9d8014a0f9b1d61e21e796d78dccdf1352f23cd32812f4850b878ae4944c' },
  operator: { version: 1, sha256: contentHash(operator).toString('hex'), firstUsedAt: at, operator },
}

/** The same withdrawn three days later. */
export const withdrawnFacts: ReceiptFacts = {
  ...grantedFacts,
  eventId: '01940000-0000-7000-8000-000000000002',
  decision: 'withdrawn',
  recordedAt: new Date('2026-11-29T09:00:00.000Z'),
  expiresAt: null,
}
