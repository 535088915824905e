import { SelectField } from '#components/form/select-field.tsx'
import { TextField } from '#components/form/text-field.tsx'
import { small } from '#components/staff/small-button.ts'
import { Button } from '#components/ui/button.tsx'
import { actorKinds } from '#db/schema/access-codes.ts'
import type { LogFilters } from '#domain/audit/rules/log-filters.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'
import { logPath } from './log-path.ts'

type Props = { locale: Locale; filters: LogFilters; maySearch: boolean }

/** Ids and codes go into the address; a person is searched for by POST, so that no address contains personal data. */
export function LogFilter({ locale, filters, maySearch }: Props) {
  const t = translator(locale, 'staffLog')
  const { person, actor, actorId, action, day, request } = filters
  const isNarrowed = Object.keys(filters).length > 0
  return (
    <div className="mb-5 space-y-4 text-small print:hidden">
      <details className="phone-fold" open={isNarrowed}>
        <summary className="min-h-11 cursor-pointer content-center text-accent">{t('filter.fold')}</summary>
        <div className="space-y-4 max-md:pt-2">
          {maySearch ? (
            <search>
              <form
                method="post"
                action={`${logPath(locale)}/find`}
                className="flex flex-wrap items-end gap-x-3 gap-y-2"
              >
                <TextField
                  name="typed"
                  label={t('person.label')}
                  hint={t('person.hint')}
                  autoComplete="off"
                  spellCheck={false}
                  maxLength={300}
                  required
                  compact
                />
                <Button look="plain" className={small}>
                  {t('person.find')}
                </Button>
              </form>
            </search>
          ) : null}
          <form method="get" action={logPath(locale)} className="flex flex-wrap items-end gap-x-3 gap-y-2">
            {person ? <input type="hidden" name="person" value={person} /> : null}
            {actorId ? <input type="hidden" name="actorId" value={actorId} /> : null}
            <SelectField
              name="actor"
              label={t('filter.actor')}
              defaultValue={actor ?? ''}
              options={[
                { value: '', word: t('filter.anybody') },
                ...actorKinds.map((kind) => ({ value: kind, word: t(`actors.${kind}`) })),
              ]}
            />
            <TextField
              name="action"
              label={t('filter.action')}
              defaultValue={action}
              spellCheck={false}
              compact
            />
            <TextField name="day" type="date" label={t('filter.day')} defaultValue={day} compact />
            <TextField
              name="request"
              label={t('filter.request')}
              defaultValue={request}
              spellCheck={false}
              compact
            />
            <Button look="plain" className={small}>
              {t('filter.show')}
            </Button>
            {isNarrowed ? (
              <a className="inline-flex min-h-10 items-center" href={logPath(locale)}>
                {t('filter.reset')}
              </a>
            ) : null}
          </form>
        </div>
      </details>
      {person || actorId ? (
        <p role="status" className="break-all">
          {person ? t('filter.ofPerson', { id: person }) : null}{' '}
          {actorId ? t('filter.ofActor', { id: actorId }) : null}
        </p>
      ) : null}
    </div>
  )
}
