import { getTranslations } from 'next-intl/server'
import { Section } from '#components/ui/section.tsx'
import { readOwnNotices } from '#domain/incidents/notices/read-own-notices.ts'
import { longDate } from '#i18n/dates.ts'
import type { SubjectContext } from '../../../_server/session/request-context.ts'

/** The incidents about which the person was told, with what the letter said. */
export async function Incidents({ ctx }: { ctx: SubjectContext }) {
  const notices = await readOwnNotices(ctx, ctx.actor.subjectId)
  if (notices.length === 0) return null
  const { locale } = ctx
  const t = await getTranslations('incidents')
  return (
    <Section title={t('own.title')} id="incidents" note={t('own.note')}>
      {notices.map(({ reference, noticedAt, toldAt, text }) => (
        <article key={reference} className="border-t border-rule py-4 first:border-t-0 first:pt-0">
          <h3 className="font-ui text-body font-semibold tabular-nums">{reference}</h3>
          <p className="text-small text-soft">
            {t('own.told', { noticed: longDate(locale, noticedAt), told: longDate(locale, toldAt) })}
          </p>
          {(['what', 'measures', 'advice'] as const).map((part) => (
            <div key={part} className="mt-3 max-w-measure">
              <p className="text-small text-soft">
                {t(part === 'advice' ? 'draft.advice' : `notice.${part}`)}
              </p>
              <p className="whitespace-pre-line">{text[part]}</p>
            </div>
          ))}
        </article>
      ))}
    </Section>
  )
}
