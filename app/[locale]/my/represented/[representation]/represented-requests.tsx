import { kindTitle, StatusWord } from '#components/requests/status-texts.tsx'
import { IndexList } from '#components/ui/index-list.tsx'
import { Section } from '#components/ui/section.tsx'
import type { Context } from '#domain/access/context.ts'
import type { Represented } from '#domain/people/minors/represent.ts'
import { rights } from '#domain/policy/rules/clauses.ts'
import { listOwnRequests } from '#domain/requests/view/read-own-requests.ts'
import { longDate } from '#i18n/dates.ts'
import { messages } from '#i18n/messages.ts'
import { translator } from '#i18n/translator.ts'

const shownRequests = 100

/** What the representative filed for the minor, and the form of each right. `ctx` is that of `representativeContext`. */
export async function RepresentedRequests({ ctx, represented }: { ctx: Context; represented: Represented }) {
  const { locale } = ctx
  const t = translator(locale, 'guardians')
  const { items } = await listOwnRequests(ctx, represented.subjectId, { size: shownRequests })
  return (
    <Section title={t('represented.requestsTitle')} note={t('represented.requestsNote')} id="requests">
      {items.length === 0 ? (
        <p className="max-w-measure">{t('represented.requestsNone')}</p>
      ) : (
        <IndexList
          entries={items.map((item) => ({
            href: `/${locale}/requests/${item.reference}`,
            title: kindTitle(locale, item.kind),
            children: (
              <>
                <StatusWord locale={locale} request={item} /> · {item.reference}
              </>
            ),
            aside: <time dateTime={item.receivedAt}>{longDate(locale, item.receivedAt)}</time>,
          }))}
        />
      )}
      <h3 className="mt-8 mb-2 text-lead">{t('represented.newRequest')}</h3>
      <ul>
        {rights.map((right) => (
          <li key={right}>
            <a
              className="inline-flex min-h-11 items-center"
              href={`/${locale}/requests/new/${right}/form?for=${represented.representationId}`}
            >
              {messages[locale].requests.rights[right].title}
            </a>
          </li>
        ))}
      </ul>
    </Section>
  )
}
