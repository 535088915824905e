import { HiddenFields } from '#components/form/hidden-fields.tsx'
import { small } from '#components/staff/small-button.ts'
import { Button } from '#components/ui/button.tsx'
import { FactList } from '#components/ui/fact-list.tsx'
import { Fingerprint } from '#components/ui/fingerprint.tsx'
import { SAMPLE_SIZE, type SampleQuery } from '#domain/assurance/rules/audit-sample.ts'
import { drawCommands } from '#domain/assurance/rules/draw-commands.ts'
import type { AuditSample } from '#domain/assurance/sample/read-audit-sample.ts'
import { longMoment } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'
import { samplePath } from './sample-path.ts'

type Props = { locale: Locale; query: SampleQuery; sample: AuditSample }

/** What was drawn, by what, and how to draw it again with the tools of every Unix. */
export function DrawnSample({ locale, query, sample }: Props) {
  const t = translator(locale, 'staffLog')
  const { drawn, references, checkpoint, signedAt, seed } = sample
  if (references.length === 0)
    return <p className="border-t border-rule py-6 text-soft">{t('sample.none')}</p>
  const facts = [
    {
      term: t('sample.facts.head'),
      value: <pre className="command">{checkpoint}</pre>,
      note: t('sample.facts.headNote', { at: longMoment(locale, signedAt) }),
    },
    { term: t('sample.facts.seed'), value: <Fingerprint hex={seed} /> },
  ]
  return (
    <>
      <section className="border-t border-rule pt-5" aria-labelledby="drawn">
        <h2 id="drawn" className="text-part">
          {t('sample.drawn', { count: drawn.length, of: references.length })}
        </h2>
        <ol className="mt-3 grid list-inside list-decimal gap-x-6 text-small tabular-nums sm:grid-cols-3 lg:grid-cols-5">
          {drawn.map((reference) => (
            <li key={reference} className="py-2">
              <a href={`/${locale}/staff/requests/${reference}`}>{reference}</a>
            </li>
          ))}
        </ol>
      </section>
      <div className="mt-5 max-w-measure">
        <FactList facts={facts} />
      </div>
      <section className="mt-6 max-w-measure print:hidden" aria-labelledby="again">
        <h2 id="again" className="text-part">
          {t('sample.check.title')}
        </h2>
        <p className="mt-2 text-small text-soft">{t('sample.check.text')}</p>
        <div className="mt-3 flex flex-wrap gap-3">
          {(['references', 'checkpoint'] as const).map((file) => (
            <form key={file} method="post" action={`${samplePath(locale)}/file`}>
              <HiddenFields fields={{ ...query, file }} />
              <Button look="plain" className={small}>
                {t(`sample.check.${file}`)}
              </Button>
            </form>
          ))}
        </div>
        <pre className="command mt-3">
          <code>{drawCommands(SAMPLE_SIZE)}</code>
        </pre>
      </section>
    </>
  )
}
