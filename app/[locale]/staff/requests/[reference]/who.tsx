import { PressForm } from '#components/form/press-form.tsx'
import { kindTitle, statusWord } from '#components/requests/status-texts.tsx'
import { FieldForm } from '#components/staff/field-form.tsx'
import { small } from '#components/staff/small-button.ts'
import { ButtonLink } from '#components/ui/button.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { summaryLook } from '#components/ui/summary-look.ts'
import { isAllowed } from '#domain/access/permissions.ts'
import { revealReasons } from '#domain/requests/forms/request-schemas.ts'
import type { RepresentativeView, StaffRequestView } from '#domain/requests/queue/staff-request-views.ts'
import { clockTime, longDate } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'
import { confirmPath, type StaffContext } from '../../../../_server/session/staff-context.ts'
import { ContactFacts } from '../../contact-facts.tsx'
import { findAPerson } from '../../people/actions.ts'
import { reveal } from '../actions.ts'
import { casePath } from '../queue-texts.ts'
import type { DeskProps } from './request-props.ts'

type Props = DeskProps & { ctx: StaffContext; shown: StaffRequestView }

/** The contact is masked until the member gives a reason. */
export function Who({ ctx, shown, here, ...desk }: Props) {
  const { locale } = ctx
  const t = translator(locale, 'staffRequests')
  const { contact, representative, otherRequests } = shown.person
  return (
    <div>
      {shown.possibleDuplicates.length > 0 ? (
        <Notice tone="due" word={t('who.duplicates')} className="mb-6">
          {shown.possibleDuplicates.map((reference) => (
            <a key={reference} className="mr-3 tabular-nums" href={casePath(locale, reference)}>
              {reference}
            </a>
          ))}
          <p className="mt-1 text-small">{t('who.duplicatesText')}</p>
        </Notice>
      ) : null}
      <ContactFacts locale={locale} person={shown.person} language={shown.locale}>
        {representative ? <Representative locale={locale} representative={representative} /> : null}
        <div className="sm:col-span-full">
          <dt className="text-small text-soft">{t('who.others')}</dt>
          <dd>
            <Others locale={locale} others={otherRequests} />
          </dd>
        </div>
      </ContactFacts>
      {contact.revealedUntil ? (
        <p className="mt-3 text-small text-soft">
          <b className="font-semibold text-ink">{t('who.open')}.</b>{' '}
          {t('who.openUntil', { time: clockTime(contact.revealedUntil) })}
        </p>
      ) : (
        <Reveal ctx={ctx} shown={shown} here={here} {...desk} />
      )}
      {isAllowed(ctx.actor, 'people.find') ? (
        <div className="mt-2 print:hidden">
          <PressForm
            action={findAPerson}
            fields={{ search: shown.reference }}
            words={desk.words}
            texts={{
              press: translator(locale, 'people')('fromRequest'),
              pressing: translator(locale, 'people')('search.pressing'),
            }}
            look="text"
            signInPath={desk.signInPath}
          />
        </div>
      ) : null}
    </div>
  )
}

type RepresentativeProps = { locale: Locale; representative: RepresentativeView }

/** Who filed it for the person, and the proof. */
function Representative({ locale, representative }: RepresentativeProps) {
  const t = translator(locale, 'staffRequests')
  const { capacity, verifiedAt, endedAt, contact } = representative
  const named = contact ? [contact.fullName, contact.email].filter(Boolean).join(', ') : ''
  return (
    <div className="sm:col-span-full">
      <dt className="text-small text-soft">{t('who.representative')}</dt>
      <dd className="break-words">
        {translator(locale, 'guardians')(`capacities.${capacity}`)}: {named || t('who.representativeErased')}
        <span className="block text-small text-soft">
          {t('who.representativeProof', { day: longDate(locale, verifiedAt) })}
          {endedAt ? `. ${t('who.representativeEnded', { day: longDate(locale, endedAt) })}` : null}
        </span>
      </dd>
    </div>
  )
}

type OthersProps = { locale: Locale; others: StaffRequestView['person']['otherRequests'] }

function Others({ locale, others }: OthersProps) {
  if (others.length === 0) return translator(locale, 'staffRequests')('who.noOthers')
  return (
    <ul>
      {others.map((one) => (
        <li key={one.reference}>
          <a className="tabular-nums" href={casePath(locale, one.reference)}>
            {one.reference}
          </a>{' '}
          <span className="text-soft">
            {kindTitle(locale, one.kind)}, {statusWord(locale, one, 'staff')}
          </span>
        </li>
      ))}
    </ul>
  )
}

function Reveal({ ctx, shown, here, ...desk }: Props) {
  const t = translator(ctx.locale, 'staffRequests')
  if (!isAllowed(ctx.actor, 'requests.reveal')) return null
  return (
    <details className="mt-2 print:hidden">
      <summary className={`${summaryLook} py-2 text-small`}>{t('reveal.title')}</summary>
      <p className="mt-1 mb-3 text-small text-soft">{t('reveal.note')}</p>
      {ctx.actor.sudo ? (
        <FieldForm
          action={reveal}
          hidden={{ reference: shown.reference }}
          field={{
            as: 'select',
            name: 'reason',
            label: t('reveal.reason'),
            chosen: revealReasons[0],
            options: revealReasons.map((reason) => ({ value: reason, word: t(`reveal.reasons.${reason}`) })),
          }}
          texts={{ press: t('reveal.press'), pressing: t('reveal.pressing') }}
          place={`${here}#who`}
          {...desk}
        />
      ) : (
        <p className="flex flex-wrap items-center gap-x-4 gap-y-2 text-small">
          <ButtonLink look="plain" className={small} href={confirmPath(ctx.locale, here)}>
            {t('reveal.toCode')}
          </ButtonLink>
          {t('reveal.code')}
        </p>
      )}
    </details>
  )
}
