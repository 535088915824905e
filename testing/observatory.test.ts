import { expect, test } from 'vitest'
import { type Observed, observatoryScore } from './observatory.ts'

const good: Observed = {
  page: {
    headers: [
      [
        'content-security-policy',
        "default-src 'none'; script-src 'nonce-a' 'strict-dynamic'; style-src 'self'; frame-ancestors 'none'",
      ],
      ['strict-transport-security', 'max-age=63072000; includeSubDomains'],
      ['x-content-type-options', 'nosniff'],
      ['x-frame-options', 'DENY'],
      ['referrer-policy', 'same-origin'],
      ['cross-origin-resource-policy', 'same-origin'],
    ],
    body: '<script src="/a.js"></script>',
  },
  cookies: ['__Host-portal.session=x; Path=/; Secure; HttpOnly; SameSite=Lax'],
  route: ['http://site.test/', 'https://site.test/', 'https://site.test/kk'],
  preflight: [],
}

const withHeader = (name: string, ...values: string[]): Observed => ({
  ...good,
  page: {
    ...good.page,
    headers: [
      ...good.page.headers.filter(([one]) => one !== name),
      ...values.map((value): [string, string] => [name, value]),
    ],
  },
})

// Each figure is that of the package @mdn/mdn-http-observatory 1.4.8 for the same headers.
test.each<[string, Observed, number]>([
  ['everything in order', good, 135],
  ['no cookie', { ...good, cookies: [] }, 130],
  ['a session without HttpOnly', { ...good, cookies: ['session=x; Secure; SameSite=Lax'] }, 70],
  [
    'two headers of HSTS',
    withHeader('strict-transport-security', 'max-age=63072000', 'max-age=31536000'),
    80,
  ],
  ['HSTS of a month', withHeader('strict-transport-security', 'max-age=2592000'), 125],
  ['no policy', withHeader('content-security-policy'), 75],
  [
    'inline scripts',
    withHeader('content-security-policy', "default-src 'none'; script-src 'unsafe-inline'"),
    80,
  ],
  [
    'inline styles',
    withHeader(
      'content-security-policy',
      "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    ),
    125,
  ],
  ['a directive twice', withHeader('content-security-policy', "default-src 'none'; default-src 'self'"), 75],
  ['sniffing', withHeader('x-content-type-options'), 130],
  ['an unsafe referrer policy', withHeader('referrer-policy', 'unsafe-url'), 125],
  ['no redirect to https', { ...good, route: ['http://site.test/'] }, 80],
  [
    'a script from elsewhere',
    { ...good, page: { ...good.page, body: '<script src="//cdn.test/a.js"></script>' } },
    50,
  ],
])('%s', (_, observed, score) => expect(observatoryScore(observed).score).toBe(score))
