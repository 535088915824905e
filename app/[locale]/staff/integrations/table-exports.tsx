import { HiddenFields } from '#components/form/hidden-fields.tsx'
import { small } from '#components/staff/small-button.ts'
import { Button, ButtonLink } from '#components/ui/button.tsx'
import type { ExportedTable } from '#domain/integrations/export/export-table.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'
import { confirmPath } from '../../../_server/session/staff-context.ts'
import { integrationsPath } from './integration-texts.ts'

type Props = {
  locale: Locale
  tables: readonly ExportedTable[]
  endpointId?: string
  sudo: boolean
  here: string
}

/** The tables of the page as files; who gave no code lately is asked for one first and comes back here. */
export function TableExports({ locale, tables, endpointId, sudo, here }: Props) {
  const t = translator(locale, 'integrations')
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-t border-rule pt-4 text-small print:hidden">
      {sudo ? (
        <>
          <span id="csv-label">{t('csv.get')}:</span>
          {tables.map((table) => (
            <form key={table} method="post" action={`${integrationsPath(locale)}/export`}>
              <HiddenFields fields={{ table, ...(endpointId && { endpointId }) }} />
              <Button look="plain" className={small} aria-label={`${t('csv.get')}: ${t(`csv.of.${table}`)}`}>
                {t(`csv.of.${table}`)}
              </Button>
            </form>
          ))}
        </>
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
