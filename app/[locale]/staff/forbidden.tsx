import { getLocale, getTranslations } from 'next-intl/server'
import { ButtonLink } from '#components/ui/button.tsx'
import { PageTitle } from '#components/ui/page-title.tsx'
import { clearanceState } from '#domain/staff/rules/clearance.ts'
import type { Locale } from '#i18n/locales.ts'
import { services } from '#platform/services.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { confirmPath, currentStaff } from '../../_server/session/staff-context.ts'

/** 403: the roles do not allow it, wait for passkeys, or personal data is closed because training or the agreement has expired. */
export default async function Forbidden() {
  const t = await getTranslations('staff.forbidden')
  const session = await currentStaff()
  const state = session && clearanceState(session.clearance, almatyDate(services().clock.now()))
  const waits = session?.actor.waitsForPasskeys
  const closed = state && state !== 'valid' && state !== 'soon' ? state : null
  const locale = (await getLocale()) as Locale
  const places = { add: `/${locale}/staff/account`, use: confirmPath(locale, `/${locale}/staff`) }
  return (
    <>
      <PageTitle lead={waits ? t(`passkeys.${waits}`) : closed ? t(`closed.${closed}`) : t('lead')}>
        {t('title')}
      </PageTitle>
      <div className="sheet">
        <div />
        <div>
          <p className="mb-6 max-w-measure text-soft">{t('recorded')}</p>
          <ButtonLink look="plain" href={waits ? places[waits] : `/${locale}/staff`}>
            {waits ? t(`toPasskeys.${waits}`) : t('back')}
          </ButtonLink>
        </div>
      </div>
    </>
  )
}
