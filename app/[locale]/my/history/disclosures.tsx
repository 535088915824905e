import { getTranslations } from 'next-intl/server'
import { Section } from '#components/ui/section.tsx'
import { readDisclosures } from '#domain/requests/view/read-disclosures.ts'
import { longMoment } from '#i18n/dates.ts'
import type { SubjectContext } from '../../../_server/session/request-context.ts'

/** Who of the staff opened the person's requests, when and why: by role, since that is what answers for it. */
export async function Disclosures({ ctx }: { ctx: SubjectContext }) {
  const { locale } = ctx
  const t = await getTranslations('case.disclosures')
  const disclosures = await readDisclosures(ctx, ctx.actor.subjectId)
  return (
    <Section title={t('title')} id="disclosures" note={t('note')}>
      {disclosures.length === 0 ? <p>{t('none')}</p> : null}
      <ol>
        {disclosures.map(({ at, what, roles, reason, reference }) => (
          <li
            key={`${at} ${what} ${reference}`}
            className="border-t border-rule py-3.5 first:border-t-0 first:pt-0"
          >
            <p>
              <b className="font-semibold">
                {roles.length === 0 ? t('former') : roles.map((role) => t(`roles.${role}`)).join(', ')}
              </b>
              : {t(`what.${what}`)}
              {reference ? (
                <>
                  {' '}
                  <a className="tabular-nums" href={`/${locale}/requests/${reference}`}>
                    {reference}
                  </a>
                </>
              ) : null}
            </p>
            <p className="text-small text-soft">
              <time dateTime={at}>{longMoment(locale, at)}</time>
              {reason ? ` · ${t('reason', { reason: t(`reasons.${reason}`) })}` : null}
            </p>
          </li>
        ))}
      </ol>
    </Section>
  )
}
