import { getTranslations } from 'next-intl/server'
import { Law } from '#components/requests/law-texts.tsx'
import { FactList } from '#components/ui/fact-list.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { Section } from '#components/ui/section.tsx'
import type { OwnRequestView } from '#domain/requests/record/request-views.ts'
import { isForPackage } from '#domain/requests/rules/kinds.ts'
import { longDate } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { messages } from '#i18n/messages.ts'

type Props = { locale: Locale; case_: OwnRequestView }

/** The answer: done, or refused with the ground, the reason, the law behind it and where to complain (Art. 8(7), 25(2)(9), 30). */
export async function Decision({ locale, case_ }: Props) {
  const { decision } = case_
  if (!decision) return null
  const t = await getTranslations('case')
  const proof = (
    <p className="mt-4 print:hidden">
      <a
        className="inline-flex min-h-11 items-center"
        href={`/${locale}/requests/${case_.reference}/proof`}
        download
      >
        {t('page.proof')}
      </a>
    </p>
  )
  const when = t('page.answeredAt', { date: longDate(locale, decision.at) })
  if (decision.outcome === 'fulfilled')
    return (
      <Section title={t('page.decision')} note={when}>
        <p className="max-w-measure">{t(`page.${fulfilledText(case_)}`)}</p>
        {proof}
      </Section>
    )
  const { refusal } = decision
  return (
    <Section title={t('page.decision')} note={when} id="decision">
      <Notice tone="broken" word={t('page.refused')}>
        {refusal ? `${messages[locale].case.refusals[refusal.code]}.` : null}
      </Notice>
      {refusal ? (
        <>
          <div className="mt-6">
            <FactList
              facts={[
                ...(refusal.reason === null
                  ? []
                  : [
                      {
                        term: t('page.reason'),
                        value: (
                          <span lang={case_.locale} className="font-read text-read whitespace-pre-wrap">
                            {refusal.reason}
                          </span>
                        ),
                      },
                    ]),
                { term: t('page.law'), value: <Law locale={locale} basis={refusal.law} /> },
              ]}
            />
          </div>
          <h3 className="mt-6">{t('page.complain')}</h3>
          <ul className="mt-1 max-w-measure list-disc space-y-1 pl-5">
            {refusal.complaint.routes.map((route) => (
              <li key={route}>{t(`page.${route}`)}</li>
            ))}
          </ul>
          <p className="mt-2 max-w-measure text-small text-soft">
            {t('deadline.basis')}: <Law locale={locale} basis={refusal.complaint.basis} />.{' '}
            <a href={`/${locale}/contact#complaint`}>{t('page.complainHow')}</a>
          </p>
          {case_.kind === 'withdrawal/service' ? (
            <p className="mt-4 max-w-measure">
              {t('page.refusedWithdrawal')} <a href={`/${locale}/my/choices`}>{t('page.refusedChoices')}</a>
            </p>
          ) : null}
        </>
      ) : null}
      {proof}
    </Section>
  )
}

/** What was done. That the answer is in the messages is said only where somebody wrote one. */
function fulfilledText({ kind, messages: written }: OwnRequestView) {
  if (isForPackage(kind)) return 'given'
  if (kind === 'question') return 'answered'
  return written.some(({ author }) => author === 'staff') ? 'fulfilled' : 'done'
}
