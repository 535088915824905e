import { getTranslations } from 'next-intl/server'
import { Section } from '#components/ui/section.tsx'
import { countOutdated } from '#domain/consent/changed/count-outdated.ts'
import { wordingName } from '#domain/consent/wording/wordings.ts'
import { countAllowed } from '#domain/integrations/keys/read-decision-counts.ts'
import type { Draft } from '#domain/policy/drafts/read-draft.ts'
import type { StaffContext } from '../../../_server/session/staff-context.ts'

const MONTH = 30 * 86_400_000

/** What the version would do: who is asked again, and which answers to programs would have been others. */
export async function DraftImpact({ ctx, draft }: { ctx: StaffContext; draft: Draft }) {
  const t = await getTranslations('policyDraft.impact')
  const { version, purposes } = draft.facts
  const wordingsWith = (change: 'add' | 'retire') =>
    draft.facts.wordings.filter((one) => one.change === change)
  const added = wordingsWith('add')
  const retired = wordingsWith('retire')
  const [addedCounts, retiredCounts] = [countKinds(added), countKinds(retired)]
  const { people, consents } = await countOutdated(ctx, { version, purposes, retired: [] })
  const ending = await countOutdated(ctx, { version, purposes: [], retired: retired.map(wordingName) })
  const since = new Date(ctx.clock.now().getTime() - MONTH)
  const messages = await countAllowed(ctx, { purposes, since })
  return (
    <Section id="impact" title={t('title')} note={t('note')}>
      {purposes.length === 0 && added.length + retired.length === 0 ? <p>{t('none')}</p> : null}
      <ul className="max-w-measure list-disc space-y-2 pl-5 empty:hidden">
        {purposes.length === 0 ? null : (
          <>
            <li>
              {t('people', { count: people })} {consents > 0 ? t('consents', { count: consents }) : null}
            </li>
            <li>{t('messages', { count: messages })}</li>
          </>
        )}
        {addedCounts.purposes === 0 ? null : <li>{t('addedPurposes', { count: addedCounts.purposes })}</li>}
        {addedCounts.topics === 0 ? null : <li>{t('added', { count: addedCounts.topics })}</li>}
        {retired.length === 0 ? null : (
          <li>
            {retiredCounts.purposes === 0 ? null : t('retiredPurposes', { count: retiredCounts.purposes })}{' '}
            {retiredCounts.topics === 0 ? null : t('retired', { count: retiredCounts.topics })}{' '}
            {t('retiredPeople', { count: ending.people })}
          </li>
        )}
      </ul>
    </Section>
  )
}

const countKinds = (all: readonly { topic: string }[]) => ({
  purposes: all.filter(({ topic }) => topic === '').length,
  topics: all.filter(({ topic }) => topic !== '').length,
})
