import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { isPublicPattern, knownPatterns } from '#app/_server/front/addresses.ts'
import { bodyLimit } from '#app/_server/front/api-handler.ts'
import { formLimit, uploadLimit, uploadRoutes } from '#app/_server/front/uploads.ts'
import { problem } from '#app/v1/api-answer.ts'
import { defaultLocale, type Locale, locales } from '#i18n/locales.ts'
import { messages } from '#i18n/messages.ts'
import { dataPolicy, fixedPolicy, securityHeaders } from '#platform/http/content-security.ts'
import { failurePage, failureStyleHash } from '#platform/http/failure-page.ts'

const root = join(import.meta.dirname, '../..')
const written = '# Written by deploy/nginx/write.ts from the lists of the portal. Do not edit.\n'
/** Where `deploy/README.md` puts the checkout. */
const installed = '/opt/privacy-portal/deploy/nginx'
const language = `(?:${locales.join('|')})`
/** What nginx itself answers, by the code of the API. */
const failures = { 413: 'too-large', 429: 'too-often', 503: 'try-again' } as const
type Failure = keyof typeof failures
const statuses = [413, 429, 503] as const satisfies readonly Failure[]

/** The files of this folder that follow from the lists of the portal, by name. */
export function portalFiles(): Record<string, string> {
  const pages = statuses.flatMap((status) =>
    locales.map((locale) => [`failures/${status}.${locale}.html`, failureFile(status, locale)] as const),
  )
  return {
    'portal-lists.conf': written + logged() + failureLanguage() + ownHome() + missingHeaders(),
    'portal-headers.conf': written + headerLines(),
    'portal-locations.conf': written + locations(),
    ...Object.fromEntries(pages),
  }
}

/** `/:locale/requests/:reference` as the beginning of a raw address, up to its query. */
const asRegex = (pattern: string) =>
  `^${pattern
    .replaceAll('.', '\\.')
    .replace(/\/\*$/, '/.+')
    .replace(/:(?!locale)\w+/g, '[^/?]+')
    .replace(':locale', language)}/?`

/** Fixed parts before parts of any kind, as the router finds them. */
const byPrecision = (patterns: readonly string[]) =>
  patterns
    .map((pattern) => ({ pattern, key: pattern.replace(/:locale/, '').replace(/:\w+/g, '\uffff') }))
    .sort((one, other) => (one.key < other.key ? -1 : 1))
    .map(({ pattern }) => pattern)

/**
 * What the access log says of an address: its pattern. An address may hold a token, a reference or an id of a person; what is
 * not known is not written at all.
 */
function logged(): string {
  const known = byPrecision(knownPatterns()).map(
    (pattern) => `    "~${asRegex(pattern)}(?:\\?|$)" "${pattern}";\n`,
  )
  const files = readdirSync(join(root, 'public'), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.\w+$/.test(name))
    .sort()
    .map((name) => `    "/${name}" "/${name}";\n`)
  return `map $request_uri $logged_path {\n    default "(unknown)";\n    "/" "/";\n${[...files, ...known].join('')}}\n`
}

/** In which language nginx says that the portal is away. */
const failureLanguage = () =>
  `map $request_uri $failure_language {\n    default ${defaultLocale};\n${locales
    .map((locale) => `    "~^/${locale}(?:[/?]|$)" ${locale};\n`)
    .join('')}}\n`

/** The front page of a reader with a session is made for that reader; see `docs/decisions/030-front-page.md`. */
const ownHome = () =>
  `map "$request_uri;$http_cookie" $own_home {\n    default "";\n    "~^/${language}/?;(?:.*[; ])?(?:__Host-)?portal\\.session=" 1;\n}\n`

const variable = (name: string) => `$missing_${name.replaceAll('-', '_')}`
const everyHeader = {
  ...securityHeaders('https://privacy.example.kz'),
  'content-security-policy': dataPolicy,
}

/** A header is added where the portal's answer has none, and only there: two of a kind count as none in some browsers. */
const missingHeaders = () =>
  Object.entries(everyHeader)
    .map(
      ([name, value]) =>
        `map $upstream_http_${name.replaceAll('-', '_')} ${variable(name)} {\n    default "";\n    "" "${value}";\n}\n`,
    )
    .join('')

const headerLines = () =>
  Object.keys(everyHeader)
    .map((name) => `add_header ${name} ${variable(name)} always;\n`)
    .join('')

const anyOf = (patterns: readonly string[]) =>
  `^(?:${byPrecision(patterns)
    .map((pattern) => asRegex(pattern).slice(1).replace(/\/\?$/, ''))
    .join('|')})/?$`

const location = (match: string, ...lines: string[]) =>
  `location ${match} {\n${lines.map((line) => `    ${line};\n`).join('')}    proxy_pass http://portal;\n}\n`

/** The portal says by itself what is too large, in the reader's words: nginx lets a little more through. */
const bodySize = (limit: number) => `client_max_body_size ${limit + 1_000_000}`

function locations(): string {
  const kept = [
    'proxy_cache public',
    'proxy_cache_bypass $not_kept',
    'proxy_no_cache $not_kept',
    // Each request asks for one of three encodings, which the key names. Only what the portal marks is kept.
    'proxy_ignore_headers Cache-Control Expires Vary',
    'proxy_hide_header X-Request-Id',
    // nginx opens a kept page again when it was replaced, whatever this says.
    'open_file_cache max=1000 inactive=1m',
  ]
  return [
    location(
      `~ "${anyOf(knownPatterns().filter(isPublicPattern))}"`,
      ...kept,
      'limit_req zone=made burst=200 nodelay',
    ),
    location(
      '/_next/static/',
      'proxy_cache public',
      'proxy_ignore_headers Vary',
      'proxy_hide_header X-Request-Id',
    ),
    location(`~ "^/${language}/sign-in"`, 'limit_req zone=mails burst=100 nodelay'),
    location(
      `~ "${anyOf(uploadRoutes)}"`,
      bodySize(uploadLimit),
      'limit_req zone=made burst=200 nodelay',
      'limit_req zone=pages burst=400 nodelay',
    ),
    // A click in a mail program is never refused here: it is somebody who takes back a consent.
    location(`~ "^(?:/${language})?/u/"`, bodySize(formLimit)),
    location(
      '/api/v1/',
      bodySize(bodyLimit),
      // The portal answers on one processor: what one network asks at once beyond a hundred reaches it at the pace of its limit, and
      // readers of other networks do not wait behind it.
      'limit_req zone=api burst=400 delay=100',
      ...statuses.map(
        (status) => `error_page ${status === 503 ? '502 503 504 =503' : status} @api_${status}`,
      ),
    ),
    location('/', bodySize(formLimit), 'limit_req zone=pages burst=400 nodelay'),
    ...statuses.flatMap((status) => [apiFailure(status), pageFailure(status)]),
  ].join('')
}

const retryAfter = (status: Failure) => (status === 413 ? '' : '    add_header Retry-After 5 always;\n')

function apiFailure(status: Failure): string {
  const body = problem(status, failures[status], '-')
    .body.trim()
    .replace('"requestId":"-"', '"requestId":"$request_id"')
  return `location @api_${status} {
    include ${installed}/portal-headers.conf;
    add_header Cache-Control no-store always;
${retryAfter(status)}    default_type application/problem+json;
    return ${status} '${body}';
}
`
}

function pageFailure(status: Failure): string {
  const policy = fixedPolicy({ styleHash: failureStyleHash, formTargets: [] })
  const others = headerLines()
    .split('\n')
    .filter((line) => line && !line.includes('content-security-policy'))
  return `location /failures/${status}. {
    internal;
    root ${installed};
${others.map((line) => `    ${line}\n`).join('')}    add_header Content-Security-Policy "${policy}" always;
    add_header Cache-Control no-store always;
${retryAfter(status)}}
`
}

function failureFile(status: Failure, locale: Locale): string {
  const { frame, failures: words } = messages[locale].server
  return failurePage({
    language: locale,
    words: words[status],
    frame,
    home: `/${locale}`,
    code: String(status),
  })
}
