import { RecipientNotice } from '#components/requests/recipient-notice.tsx'
import { Section } from '#components/ui/section.tsx'
import type { Context } from '#domain/access/context.ts'
import { readNotices } from '#domain/fulfilment/changes/tell-recipient.ts'
import { translator } from '#i18n/translator.ts'

type Props = { ctx: Context; reference: string; kind: string }

/** Who had received what was corrected, and whether they were told, for the person. */
export async function RecipientsSection({ ctx, reference, kind }: Props) {
  if (kind !== 'rectification') return null
  const notices = await readNotices(ctx, reference)
  if (notices.length === 0) return null
  const t = translator(ctx.locale, 'changes')
  return (
    <Section title={t('recipients.title')} note={t('recipients.note')} id="recipients">
      <ul className="max-w-measure">
        {notices.map((notice) => (
          <li key={notice.noticeId} className="border-t border-rule py-3 first:border-t-0 first:pt-0">
            <RecipientNotice locale={ctx.locale} notice={notice} />
          </li>
        ))}
      </ul>
    </Section>
  )
}
