import { Block } from '#components/staff/block.tsx'
import { searchableItems } from '#domain/fulfilment/map/people-in-item.ts'
import type { IncidentDetails } from '#domain/incidents/register/read-incidents.ts'
import type { Locale } from '#i18n/locales.ts'
import { messages } from '#i18n/messages.ts'
import { pickTexts } from '#i18n/pick-texts.ts'
import { translator } from '#i18n/translator.ts'
import { findAffected } from '../actions.ts'
import { AffectedForm } from '../affected-form.tsx'
import type { FormBasics } from './next-step.tsx'

type Props = { locale: Locale; incident: IncidentDetails; form: FormBasics | null }

/** The people concerned: found by a query until the list is fixed. */
export function People({ locale, incident, form }: Props) {
  const t = translator(locale, 'incidents')
  const { people, reference } = incident
  const none = { value: '', word: t('people.none') }
  const titles: Record<string, string> = messages[locale].dataMap.items
  const titleOf = (id: string) => titles[id.replace('portal.', '').replaceAll('-', '_')] ?? id
  const searched = pickTexts(t, ['people.everybody', 'people.category', 'people.openedBy', 'people.from'])
  const said = pickTexts(t, ['people.to', 'people.period', 'people.pasted', 'people.pastedHint'])
  const pressed = pickTexts(t, ['people.count', 'people.counting', 'people.freeze'])
  return (
    <Block id="people" title={t('people.title')} note={t('people.note')}>
      {people === null ? null : <p>{t('people.frozen', { count: people })}</p>}
      {people === null && form ? (
        <AffectedForm
          action={findAffected}
          reference={reference}
          everybody={[
            none,
            { value: 'portal', word: t('people.portal') },
            { value: 'platform', word: t('people.platform') },
          ]}
          categories={[
            none,
            ...searchableItems
              .map((id) => ({ value: id, word: titleOf(id) }))
              .sort((a, b) => a.word.localeCompare(b.word, locale)),
          ]}
          texts={{ ...searched, ...said, ...pressed }}
          {...form}
        />
      ) : null}
      {people === null && !form ? <p className="text-soft">{t('people.noList')}</p> : null}
    </Block>
  )
}
