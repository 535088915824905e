import { Notice } from '#components/ui/notice.tsx'
import { isAllowed } from '#domain/access/permissions.ts'
import { readProposal } from '#domain/policy/drafts/read-draft.ts'
import { longDate } from '#i18n/dates.ts'
import { translator } from '#i18n/translator.ts'
import type { StaffContext } from '../../_server/session/staff-context.ts'
import { policyPath } from './policy/draft-texts.ts'

/** A version of the policy that another officer has proposed. */
export async function ProposalWaits({ ctx }: { ctx: StaffContext }) {
  if (!isAllowed(ctx.actor, 'policy-drafts.approve')) return null
  const proposal = await readProposal(ctx)
  if (!proposal?.effectiveOn) return null
  const { locale } = ctx
  const t = translator(locale, 'staffDashboard')
  return (
    <Notice tone="due" word={t('proposal.waits', { version: String(proposal.version) })} className="mb-8">
      {t('proposal.day', { day: longDate(locale, proposal.effectiveOn) })}{' '}
      <a href={policyPath(locale)}>{t('proposal.link')}</a>
    </Notice>
  )
}
