import { FieldForm } from '#components/staff/field-form.tsx'
import { small } from '#components/staff/small-button.ts'
import { ButtonLink } from '#components/ui/button.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { isAllowed } from '#domain/access/permissions.ts'
import type { PersonPage } from '#domain/lookups/page/read-person-page.ts'
import { revealReasons } from '#domain/requests/forms/request-schemas.ts'
import { translator } from '#i18n/translator.ts'
import { confirmPath, type StaffContext } from '../../../../_server/session/staff-context.ts'
import { ContactFacts } from '../../contact-facts.tsx'
import { openAPerson } from '../actions.ts'
import { peopleErrors } from '../people-paths.ts'

type Props = { ctx: StaffContext; page: PersonPage; here: string }

/** Who it is, masked until the member says why they need the rest. */
export function Contact({ ctx, page, here }: Props) {
  return (
    <div className="border-t border-rule pt-5 pb-6">
      <ContactFacts locale={ctx.locale} person={page} language={page.locale} />
      {page.record || !isAllowed(ctx.actor, 'people.read') ? null : (
        <Open ctx={ctx} page={page} here={here} />
      )}
    </div>
  )
}

function Open({ ctx, page, here }: Props) {
  const { locale } = ctx
  const t = translator(locale, 'people')
  const reasons = translator(locale, 'staffRequests')
  return (
    <div className="mt-6 print:hidden">
      <Notice word={t('masked')} className="mb-4">
        {t('maskedText')}
      </Notice>
      {ctx.actor.sudo ? (
        <FieldForm
          action={openAPerson}
          hidden={{ lookupId: page.lookupId }}
          field={{
            as: 'select',
            name: 'reason',
            label: t('reason'),
            chosen: revealReasons[0],
            options: revealReasons.map((reason) => ({
              value: reason,
              word: reasons(`reveal.reasons.${reason}`),
            })),
          }}
          texts={{ press: t('open'), pressing: t('opening') }}
          words={peopleErrors(locale)}
          signInPath={`/${locale}/staff/sign-in?next=${encodeURIComponent(here)}`}
        />
      ) : (
        <p className="flex flex-wrap items-center gap-x-4 gap-y-2 text-small">
          <ButtonLink look="plain" className={small} href={confirmPath(locale, here)}>
            {t('toCode')}
          </ButtonLink>
          {t('code')}
        </p>
      )}
    </div>
  )
}
