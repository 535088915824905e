import { DenseTable } from '#components/staff/dense-table.tsx'
import { Notice } from '#components/ui/notice.tsx'
import type { Context } from '#domain/access/context.ts'
import { readRetention } from '#domain/fulfilment/retention/read-retention.ts'
import { itemTitle } from '#i18n/data-map-texts.ts'
import { longDate } from '#i18n/dates.ts'
import { translator } from '#i18n/translator.ts'
import { atLeast } from '#platform/counted.ts'
import { almatyInstant } from '#platform/time/almaty-time.ts'
import { resultText, ruleText } from './retention-texts.ts'

/** What the nightly job deleted, what it could not, and what is overdue. */
export async function ByTerm({ ctx }: { ctx: Context }) {
  const { locale } = ctx
  const { lines, day, kept } = await readRetention(ctx)
  const t = translator(locale, 'staffDataMap')
  const numberOf = (count: number) => atLeast(count) + new Intl.NumberFormat(locale).format(count)
  const rows = lines.map((line) => ({
    key: line.item.id,
    head: <b className="font-semibold">{itemTitle(locale, line.item)}</b>,
    cells: [
      { label: t('byTerm.rule'), value: ruleText(locale, line) },
      { label: t('byTerm.deleted'), value: line.last?.deleted ?? '–', short: true },
      { label: t('byTerm.overdue'), value: overdue(line.last?.overdue), short: true },
      {
        label: t('byTerm.state'),
        value: <span className={line.last?.code ? 'text-broken' : ''}>{resultText(locale, line)}</span>,
      },
    ],
  }))
  return (
    <section aria-labelledby="by-term" className="border-t border-rule pt-6 pb-10">
      <h2 id="by-term" className="pb-1 text-part leading-[1.25] lg:text-[1.3125rem]">
        {t('byTerm.title')}
      </h2>
      <p className="max-w-measure pb-4 text-small text-soft">
        {day ? t('byTerm.lead', { day: longDate(locale, almatyInstant(day)) }) : t('byTerm.never')}
      </p>
      {kept.items > 0 ? (
        <Notice tone={kept.late > 0 ? 'broken' : 'plain'} word={t('byTerm.keptTitle')} className="mb-6">
          {t('byTerm.keptText', {
            items: numberOf(kept.items),
            late: numberOf(kept.late),
            undated: numberOf(kept.undated),
          })}
        </Notice>
      ) : null}
      <DenseTable
        caption={t('byTerm.caption')}
        heads={[t('records'), t('byTerm.rule'), t('byTerm.deleted'), t('byTerm.overdue'), t('byTerm.state')]}
        rows={rows}
      />
    </section>
  )
}

const overdue = (rows: number | null | undefined) =>
  rows ? <b className="font-semibold text-broken tabular-nums">{rows}</b> : (rows ?? '–')
