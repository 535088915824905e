import { getLocale } from 'next-intl/server'
import { localeOf } from '../_server/session/request-context.ts'
import { PageNotFound } from './page-not-found.tsx'

/** What the framework shows by script; the server in front answers readers with `[...unknown]`. */
export default async function NotFound() {
  return <PageNotFound locale={localeOf(await getLocale())} />
}
