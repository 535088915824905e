import { FactList } from '#components/ui/fact-list.tsx'
import { Fingerprint } from '#components/ui/fingerprint.tsx'
import type { Policy } from '#domain/policy/versions/read-policy.ts'
import { longDate } from '#i18n/dates.ts'
import { translator } from '#i18n/translator.ts'

/** The imprint at the end of the policy: which text this is, how to know it again, how to take it along. */
export function PolicyColophon({ policy }: { policy: Policy }) {
  const { locale, version } = policy
  const t = translator(locale, 'policy')
  const address = `/api/v1/policy?locale=${locale}&version=${version}`
  const facts = [
    {
      term: t('about.updated'),
      value: <time dateTime={policy.lastUpdatedOn}>{longDate(locale, policy.lastUpdatedOn)}</time>,
    },
    ...(policy.effectiveOn
      ? [
          {
            term: t('about.effective'),
            value: <time dateTime={policy.effectiveOn}>{longDate(locale, policy.effectiveOn)}</time>,
          },
        ]
      : []),
    { term: t('about.languages'), value: t('about.languagesText') },
    { term: t('about.sha'), value: <Fingerprint hex={policy.sha256} />, note: t('about.shaNote') },
  ]
  return (
    <section id="about" className="policy-part text-body" data-place aria-labelledby="about-title">
      <h2 id="about-title" className="mb-5 text-part leading-[1.25]">
        {t('about.title')}
      </h2>
      <FactList facts={facts} />
      <p className="mt-5 flex flex-wrap gap-x-6 text-small print:hidden">
        <a className="foot-link" href={address}>
          {t('about.json')}
        </a>
        <a className="foot-link" href={`${address}&format=markdown`}>
          {t('about.markdown')}
        </a>
      </p>
      <p className="print-keys mt-1 text-small text-soft print:hidden">
        {t.rich('about.print', {
          key: (words) => <kbd className="font-ui font-semibold text-ink">{words}</kbd>,
        })}
      </p>
    </section>
  )
}
