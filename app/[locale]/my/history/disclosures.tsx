import { getTranslations } from 'next-intl/server'
import { errorWords } from '#components/form/form-texts.ts'
import { PressForm } from '#components/form/press-form.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { Section } from '#components/ui/section.tsx'
import type { AccessReportView } from '#domain/requests/record/request-views.ts'
import { readDisclosures } from '#domain/requests/view/read-disclosures.ts'
import { longDate, longMoment } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import type { SubjectContext } from '../../../_server/session/request-context.ts'
import { askAboutAccess } from './actions.ts'

/** Who of the staff opened the person's requests, when and why: by role, since that is what answers for it. */
export async function Disclosures({ ctx }: { ctx: SubjectContext }) {
  const { locale } = ctx
  const t = await getTranslations('case.disclosures')
  const disclosures = await readDisclosures(ctx, ctx.actor.subjectId)
  return (
    <Section title={t('title')} id="disclosures" note={t('note')}>
      {disclosures.length === 0 ? <p>{t('none')}</p> : null}
      <ol>
        {disclosures.map(({ auditId, at, what, roles, reason, reference, report }) => (
          <li
            key={auditId}
            id={`a-${auditId}`}
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
                  <a className="whitespace-nowrap tabular-nums" href={`/${locale}/requests/${reference}`}>
                    {reference}
                  </a>
                </>
              ) : null}
            </p>
            <p className="text-small text-soft">
              <time dateTime={at}>{longMoment(locale, at)}</time>
              {reason ? ` · ${t('reason', { reason: t(`reasons.${reason}`) })}` : null}
            </p>
            {report ? (
              <Asked locale={locale} report={report} now={ctx.clock.now()} />
            ) : (
              <PressForm
                action={askAboutAccess}
                fields={{ record: auditId }}
                words={errorWords(locale)}
                texts={{ press: t('ask'), pressing: t('asking') }}
                label={t('askLabel', { what: t(`what.${what}`), time: longMoment(locale, at) })}
                look="text"
                signInPath={`/${locale}/sign-in`}
              />
            )}
          </li>
        ))}
      </ol>
    </Section>
  )
}

/** The question of the person about this access, and its answer. */
async function Asked({ locale, report, now }: { locale: Locale; report: AccessReportView; now: Date }) {
  const t = await getTranslations('case.disclosures')
  const { reportedAt, dueAt, finding, answer } = report
  if (finding)
    return (
      <Notice
        tone={finding === 'in-order' ? 'plain' : 'broken'}
        word={t(`findings.${finding}`)}
        className="mt-2"
      >
        <p className="whitespace-pre-wrap">{answer}</p>
      </Notice>
    )
  const isLate = new Date(dueAt) < now
  return (
    <Notice
      tone="due"
      word={t('asked', { date: longDate(locale, reportedAt), day: longDate(locale, dueAt) })}
      className="mt-2"
    >
      {isLate ? t('late') : null}
    </Notice>
  )
}
