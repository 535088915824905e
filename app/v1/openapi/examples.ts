const choice = { purpose: 'communication', topic: 'new-materials', channel: 'email' }
const receiptId = '019ac1f0-7a55-7c11-8a3e-0d5b0f6f2f10'
const recordedAt = '2026-11-26T06:30:00.000Z'
const textHash = 'b5bb9d8014a0f9b1d61e21e796d78dccdf1352f23cd32812f4850b878ae4944c'
const site = 'https://privacy.example.kz'
const link = `${site}/u/kq3Y4xT0mZ7vB1nH8sLw2dPf6gRj9cUe5aXoViQyW0M`

const choices = {
  policyVersion: 1,
  locale: 'kk',
  origin: 'settings/notifications',
  choices: [
    { ...choice, decision: 'withdrawn' },
    { purpose: 'analytics', decision: 'granted', basedOnSeq: 4 },
  ],
}

const recorded = [
  { status: 'recorded', ...choice, decision: 'withdrawn', seq: 5, recordedAt, receiptId },
  {
    status: 'recorded',
    purpose: 'analytics',
    topic: null,
    channel: null,
    decision: 'granted',
    seq: 6,
    recordedAt,
    receiptId: '019ac1f0-7a56-7d02-9b41-52e0c7a9d6b3',
  },
]

const receipt = {
  '@id': `${site}/receipts/${receiptId}`,
  '@type': 'dpv:ConsentReceipt',
  receipt_id: receiptId,
  proof: { type: 'jws', jws: 'eyJhbGciOiJFZERTQSIsImtpZCI6IjEifQ..c2lnbmF0dXJl' },
}

const request = {
  reference: 'CX-7K3M-Q2',
  subject: 'u-17',
  right: 'access',
  variant: '',
  status: 'received',
  receivedAt: '2026-11-26T06:30:00Z',
  dueAt: '2026-12-01T18:59:59Z',
  lawDueAt: '2026-12-01T18:59:59Z',
  policyDueAt: '2026-12-26T18:59:59Z',
  closedAt: null,
  href: `${site}/kk/requests/CX-7K3M-Q2`,
}

const logProof = {
  index: 73894,
  size: 109482,
  proof: 'c2sp.org/tlog-proof@v1\nextra YWdl\nindex 73894\n\nprivacy.example.kz/audit\n109482\n',
}

const evidence = {
  id: 'access-in-time',
  state: 'kept',
  measuredAt: '2026-11-26T19:10:00.000Z',
  expiresAt: '2026-11-27T08:10:00.000Z',
  from: '2026-08-28T19:10:00.000Z',
  withheld: false,
  figures: {
    due: 37,
    inTime: 37,
    refused: 2,
    cancelled: 1,
    medianDays: 1.4,
    open: 3,
    overdue: 0,
    dueSoon: 0,
  },
  sha256: textHash,
  madeRedOn: '2026-11-30',
}

/** A body that is sent and one that is answered, by the operation; a test checks all of them against the schemas. */
export const examples: Record<string, { body?: unknown; answer: unknown }> = {
  getOpenapi: { answer: { openapi: '3.1.0' } },
  getPolicy: {
    answer: {
      version: 1,
      locale: 'en',
      title: 'Privacy policy',
      introduction: 'What we do with data.',
      lastUpdatedOn: '2025-01-15',
      effectiveOn: null,
      wording: 'portal',
      wordingNote: 'This is this portal’s wording of the policy of 15 January 2025.',
      sha256: textHash,
      parts: [
        {
          id: 'rights',
          title: 'Your rights',
          clauses: [
            {
              id: 'rights.access',
              title: 'Access',
              body: 'You can ask for a copy of your data.',
              href: `${site}/en/policy#rights.access`,
              actions: [{ name: 'access', href: `${site}/en/requests/new/access/form` }],
              note: null,
              evidence: [evidence],
            },
          ],
        },
      ],
    },
  },
  getPolicyVersions: {
    answer: {
      items: [
        {
          version: 1,
          lastUpdatedOn: '2025-01-15',
          effectiveOn: null,
          material: false,
          change: 'words',
          purposes: [],
          wording: 'portal',
          summary: 'The first version.',
          sha256: textHash,
          publishedAt: '2025-01-15T04:00:00.000Z',
        },
      ],
      next: null,
    },
  },
  getSubprocessors: {
    answer: {
      sample: false,
      entered: true,
      items: [
        {
          subprocessorId: '0198c5f0-3b1a-7000-8000-00000000c0de',
          entry: 'state',
          effectiveOn: '2026-03-01',
          name: { kk: 'Хат жеткізу қызметі', ru: 'Служба доставки писем', en: 'Email delivery service' },
          country: 'KZ',
          service: { kk: 'Хаттарды жеткізу', ru: 'Доставка писем', en: 'Delivery of emails' },
          categories: ['registration'],
          since: '2026-03-01',
          transferBasis: 'home',
          agreement: { signedOn: '2026-02-20', endsOn: null, sha256: 'ab'.repeat(32) },
        },
      ],
      announced: [],
      next: null,
    },
  },
  getTrust: {
    answer: {
      sample: false,
      items: [{ clause: 'rights.access', actions: ['access'], evidence: [evidence] }],
      next: null,
    },
  },
  getPurposes: {
    answer: {
      items: [
        {
          purpose: 'analytics',
          isSwitch: true,
          topics: [],
          channels: [],
          words: [
            {
              topic: null,
              version: 1,
              sha256: textHash,
              text: { title: 'Measuring how the platform is used' },
            },
          ],
        },
      ],
      next: null,
    },
  },
  putChoices: { body: choices, answer: { subject: 'u-17', status: 'recorded', choices: recorded } },
  recordBatch: {
    body: { items: [{ subject: 'u-17', idempotencyKey: 'settings-8841', ...choices }] },
    answer: {
      items: [{ subject: 'u-17', idempotencyKey: 'settings-8841', status: 'recorded', choices: recorded }],
    },
  },
  getChoices: {
    answer: {
      subject: 'u-17',
      items: [{ ...choice, decision: 'withdrawn', seq: 5, recordedAt, expiresAt: null }],
      next: null,
    },
  },
  getHistory: {
    answer: {
      subject: 'u-17',
      items: [
        {
          seq: 5,
          receiptId,
          ...choice,
          decision: 'withdrawn',
          recordedAt,
          givenAt: null,
          policyVersion: 1,
          words: { version: 1, sha256: textHash },
          locale: 'kk',
          origin: 'platform:settings/notifications',
          actor: 'program',
          gpc: false,
        },
      ],
      next: '5',
    },
  },
  decide: {
    body: { subject: 'u-17', ...choice },
    answer: { allowed: false, reason: 'withdrawn', seq: 5, policyVersion: 1 },
  },
  makeUnsubscribeLink: {
    body: { subject: 'u-17', ...choice },
    answer: {
      link,
      why: `${link}#why`,
      headers: {
        'List-Unsubscribe': `<${link}>`,
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      },
    },
  },
  getReceiptProof: { answer: logProof },
  getRequestProof: { answer: logProof },
  getPolicyVersionProof: { answer: logProof },
  getEvidenceProof: { answer: logProof },
  getReceipt: {
    answer: { receipt, subject: 'u-17', decision: 'granted', standing: 'stands', since: null },
  },
  verifyReceipt: {
    body: { receipt },
    answer: { genuine: true, receiptId, decision: 'granted', stands: true, standing: 'stands', since: null },
  },
  fileRequest: { body: { subject: 'u-17', right: 'access', locale: 'kk' }, answer: request },
  getRequest: { answer: request },
}
