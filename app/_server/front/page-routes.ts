import makeRouter from 'find-my-way'
import { languageOfPath } from '#platform/http/language.ts'
import { languages } from './languages.ts'

/** Pages below the language, for the log and the metrics: an address may hold a reference, its pattern never does. */
const pages = [
  '/',
  '/policy',
  '/policy/markdown',
  '/policy/versions',
  '/policy/versions/:version',
  '/policy/compare',
  '/trust',
  '/contact',
  '/requests/new',
  '/requests/new/:right',
  '/requests/new/:right/form',
  '/requests/proof',
  '/requests/proof/:token',
  '/requests/open/:token',
  '/requests/stop/:token',
  '/requests/:ref',
  '/requests/:ref/files/:id',
  '/receipts/:id',
  '/receipts/:id/file',
  '/sign-in',
  '/sign-in/*',
  '/email-change/*',
  '/my',
  '/my/welcome',
  '/my/choices',
  '/my/choices/*',
  '/my/data',
  '/my/requests',
  '/my/requests/:ref',
  '/my/history',
  '/my/history/file',
  '/my/profile',
  '/my/profile/*',
  '/u/:token',
  '/staff',
  '/staff/sign-in',
  '/staff/sign-in/confirm',
  '/staff/set-up/:token',
  '/staff/team',
  '/staff/team/invite',
  '/staff/team/:staffId',
  '/staff/requests',
  '/staff/requests/new',
  '/staff/requests/export',
  '/staff/requests/:ref',
  '/staff/requests/:ref/files/:file',
  '/staff/calendar',
  '/staff/integrations',
  '/staff/integrations/export',
  '/staff/integrations/keys/new',
  '/staff/integrations/webhooks/new',
  '/staff/integrations/webhooks/:endpointId',
  '/staff/settings',
  '/staff/*',
  '/sample/mailbox',
  '/sample/mailbox/*',
]
const withoutLanguage = [
  '/api/auth/*',
  '/_next/static/*',
  '/_next/*',
  '/u/:token',
  '/receipts/:id',
  '/receipts/:id/file',
  '/.well-known/:name',
  '/health/live',
  '/health/ready',
  '/robots.txt',
  '/favicon.ico',
]

const unused = () => {}
const below = makeRouter({ ignoreTrailingSlash: true, maxParamLength: 2000 })
const beside = makeRouter({ ignoreTrailingSlash: true, maxParamLength: 2000 })
for (const route of pages) below.on('GET', route, unused, route)
for (const route of withoutLanguage) beside.on('GET', route, unused, route)

/** The pattern of an address, `(unknown)` when no page is known by it. */
export function routePattern(path: string): string {
  const language = languageOfPath(path, languages)
  const found = language ? below.find('GET', path.slice(3) || '/') : beside.find('GET', path)
  if (typeof found?.store !== 'string') return '(unknown)'
  return language ? `/:locale${found.store.replace(/^\/$/, '')}` : found.store
}
