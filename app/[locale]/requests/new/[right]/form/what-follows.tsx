import { Section } from '#components/ui/section.tsx'
import type { Context } from '#domain/access/context.ts'
import { readErasurePlan } from '#domain/fulfilment/erase/read-erasure-plan.ts'
import { readSourceTitles } from '#domain/fulfilment/map/read-http-sources.ts'
import { messages } from '#i18n/messages.ts'
import { translator } from '#i18n/translator.ts'
import { PlanRecords } from '../../../../my/data/plan/plan-records.tsx'

/** What follows from withdrawing consent to the service, with today's counts, before anything is sent. */
export async function WhatFollows({ ctx }: { ctx: Context }) {
  const { actor, locale } = ctx
  if (actor.kind !== 'subject' && actor.kind !== 'representative') return null
  const { subjectId } = actor
  const t = translator(locale, 'requestForm')
  const erasure = translator(locale, 'erasure')
  // Who opened one request by a code sees no counts of other data.
  const isWhole = actor.kind === 'representative' || actor.onlyRequest === undefined
  const lines = isWhole ? await readErasurePlan(ctx, subjectId) : []
  const titles = readSourceTitles(ctx.services.env)
  return (
    <Section title={t('follows.title')} id="follows">
      <p className="max-w-measure">{t('follows.text')}</p>
      {actor.kind === 'subject' ? (
        <p className="mt-3">
          <a className="inline-flex min-h-11 items-center" href={`/${locale}/my/data/copy`}>
            {t('follows.copy')}
          </a>
        </p>
      ) : null}
      {lines.length > 0 ? (
        <details className="mt-3" open>
          <summary className="min-h-11 cursor-pointer content-center">
            <h3 className="inline text-lead">{t('follows.plan')}</h3>
          </summary>
          {lines.map((line) => (
            <section key={line.category} className="border-t border-rule py-5">
              <h4 className="mb-2 font-semibold">{messages[locale].dataMap.categories[line.category]}</h4>
              <PlanRecords locale={locale} line={line} titles={titles} />
            </section>
          ))}
          <p className="max-w-measure text-small text-soft">
            {erasure('plan.counted')} {erasure('plan.locked')}
          </p>
        </details>
      ) : null}
    </Section>
  )
}
