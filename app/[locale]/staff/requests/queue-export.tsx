import { HiddenFields } from '#components/form/hidden-fields.tsx'
import { small } from '#components/staff/small-button.ts'
import { Button, ButtonLink } from '#components/ui/button.tsx'
import { type QueueFilters, queueParams } from '#domain/requests/forms/queue-filters.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'
import { confirmPath } from '../../../_server/session/staff-context.ts'

type Props = { locale: Locale; filters: QueueFilters; sudo: boolean; here: string }

/** The selection as a file; who gave no code lately is asked for one first and comes back here. */
export function QueueExport({ locale, filters, sudo, here }: Props) {
  const t = translator(locale, 'staffRequests')
  return (
    <div
      id="csv"
      className="mt-6 flex flex-wrap items-center gap-x-5 gap-y-2 border-t border-rule pt-4 text-small print:hidden"
    >
      {sudo ? (
        <form method="post" action={`/${locale}/staff/requests/export`}>
          <HiddenFields fields={queueParams(filters)} />
          <Button look="plain" className={small}>
            {t('csv.get')}
          </Button>
        </form>
      ) : (
        <ButtonLink look="plain" className={small} href={confirmPath(locale, here)}>
          {t('csv.get')}
        </ButtonLink>
      )}
      <p className="text-soft">
        {t('csv.note')} {sudo ? null : t('csv.code')}
      </p>
    </div>
  )
}
