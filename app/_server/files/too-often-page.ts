import type { Context } from '#domain/access/context.ts'
import { messages } from '#i18n/messages.ts'
import { translator } from '#i18n/translator.ts'
import { fixedPolicy } from '#platform/http/content-security.ts'
import { failurePage, failureStyleHash } from '#platform/http/failure-page.ts'
import { whenText } from '../texts/when-text.ts'

type Refused = { retryAfterSeconds: number; what: 'files' | 'searches' }

/** What a form that a route answers gets above its limit: a page that says when it works again, with a link back to `page`. */
export function tooOftenPage(
  { locale, clock, requestId }: Context,
  page: string,
  { retryAfterSeconds, what }: Refused,
): Response {
  const t = translator(locale, 'limits')
  const when = whenText(locale, clock.now(), retryAfterSeconds)
  const body = failurePage({
    language: locale,
    words: { title: t(`${what}.title`), text: t(`${what}.text`, { when }) },
    frame: { ...messages[locale].server.frame, again: t('back') },
    home: `/${locale}`,
    again: page,
    code: requestId,
  })
  return new Response(body, {
    status: 429,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-language': locale,
      'content-security-policy': fixedPolicy({ styleHash: failureStyleHash, formTargets: [] }),
      'cache-control': 'no-store',
      'retry-after': String(retryAfterSeconds),
    },
  })
}
