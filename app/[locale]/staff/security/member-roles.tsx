import { getTranslations } from 'next-intl/server'
import { WordedState } from '#components/staff/worded-state.tsx'
import { staffRoles } from '#db/schema/access-codes.ts'
import type { ReviewedMember } from '#domain/staff/access-review/read-review.ts'
import { shortDate } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { pickTexts } from '#i18n/pick-texts.ts'
import { translator } from '#i18n/translator.ts'
import type { StaffContext } from '../../../_server/session/staff-context.ts'
import { unsentOwner } from '../../../_server/session/unsent-owner.ts'
import { staffErrorTexts } from '../../../_server/texts/staff-texts.ts'
import { reviewRole } from './actions.ts'
import { DecisionForm } from './decision-form.tsx'

type Role = ReviewedMember['roles'][number]
type Props = { ctx: StaffContext; period: string; member: ReviewedMember; mayDecide: boolean }

/** The roles of one member with their last use, and what is to be decided about each. */
export async function MemberRoles({ ctx, period, member, mayDecide }: Props) {
  const { locale, actor } = ctx
  const t = await getTranslations('security.review')
  const staff = await getTranslations('staff')
  const isOwn = actor.staffId === member.staffId
  return (
    <article className="border-t border-rule py-5 first:border-t-0 first:pt-0">
      <h3 className="font-ui text-body font-semibold tracking-normal">{member.name}</h3>
      {isOwn && mayDecide ? <p className="mt-1 text-small text-soft">{t('own')}</p> : null}
      {staffRoles.flatMap((code) => {
        const role = member.roles.find((one) => one.role === code)
        if (!role) return []
        return [
          <div key={code} className="mt-4 max-w-measure">
            <p className="font-semibold">{staff(`roles.${code}`)}</p>
            <p className="text-small">
              <WordedState {...wordsOf(locale, role)} />
            </p>
            <Permissions locale={locale} role={role} />
            {role.pending && mayDecide && !isOwn ? (
              <DecisionForm
                action={reviewRole}
                hidden={{ period, staffId: member.staffId, role: code }}
                options={(['confirmed', 'taken'] as const).map((value) => ({
                  value,
                  word: t(`decisions.${value}`),
                }))}
                texts={pickTexts(t, ['decision', 'reason', 'save', 'saving'])}
                words={staffErrorTexts(locale)}
                unsentOwner={unsentOwner(ctx)}
                signInPath={`/${locale}/staff/sign-in?next=${encodeURIComponent(`/${locale}/staff/security`)}`}
              />
            ) : null}
          </div>,
        ]
      })}
    </article>
  )
}

function wordsOf(locale: Locale, { lastUsedAt, unused, grantedAt, pending }: Role) {
  const t = translator(locale, 'security')
  const word = lastUsedAt
    ? t('review.lastUsed', { day: shortDate(locale, lastUsedAt) })
    : t('review.neverUsed', { day: shortDate(locale, grantedAt) })
  const decided = pending ? undefined : t('review.decided')
  return unused
    ? { tone: 'due' as const, word: t('review.unused'), detail: [word, decided].filter(Boolean).join(' · ') }
    : { tone: 'plain' as const, word, detail: decided }
}

/** Each permission of the role by its name in the log, folded away. */
function Permissions({ locale, role }: { locale: Locale; role: Role }) {
  const t = translator(locale, 'security')
  return (
    <details className="mt-1 text-small">
      <summary className="min-h-6 cursor-pointer py-1">{t('review.permissions')}</summary>
      <ul className="mt-1 space-y-1">
        {role.permissions.map(({ permission, lastUsedAt }) => (
          <li key={permission} className="break-words">
            <code>{permission}</code>
            {': '}
            <span className="text-soft">
              {lastUsedAt === undefined
                ? t('review.noRecord')
                : lastUsedAt
                  ? shortDate(locale, lastUsedAt)
                  : t('review.never')}
            </span>
          </li>
        ))}
      </ul>
    </details>
  )
}
