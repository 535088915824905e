import { termWords } from '#components/requests/clock-texts.ts'
import { kindSlug } from '#components/requests/status-texts.tsx'
import type { DeadlineView } from '#domain/requests/record/request-views.ts'
import { type FieldName, type KindName, kinds } from '#domain/requests/rules/kinds.ts'
import { longDate } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { messages } from '#i18n/messages.ts'
import { translator } from '#i18n/translator.ts'
import { variantOf } from './filing-schema.ts'
import type { AskedField, FieldGroup } from './person-form.tsx'

type Words = { label: string; hint: string }

/** A kind's fields with their words, and where there is a choice of grounds what the choice means and by when it is answered. */
export function fieldGroup(
  locale: Locale,
  kind: KindName,
  deadlines: readonly DeadlineView[],
  alone: boolean,
): FieldGroup {
  const { fields } = kinds[kind]
  const ground = groundWords(locale, kind)
  return {
    variant: alone ? '' : variantOf(kind),
    label: ground?.label ?? '',
    hint: ground ? [ground.hint, dueWords(locale, deadlines)].filter(Boolean).join(' ') : '',
    fields: fields
      .filter(({ name }) => name !== 'documents')
      .map(({ name, required }): AskedField => ({ name, required, ...fieldWords(locale, kind, name) })),
    takesFiles: fields.some(({ name }) => name === 'documents'),
  }
}

function fieldWords(locale: Locale, kind: KindName, name: FieldName): Words {
  const ofKind: Partial<Record<FieldName, Words>> = messages[locale].requestForm.fields[kindSlug(kind)]
  const words = ofKind[name]
  if (!words) throw new RangeError(`no words for ${kind} ${name}`)
  return words
}

/** What a ground of a right is called, where the right has more than one. */
export function groundWords(locale: Locale, kind: KindName): Words | null {
  const { erasure, restriction, withdrawal } = messages[locale].requestForm.variant
  switch (kind) {
    case 'erasure/wish':
      return erasure.wish
    case 'erasure/unlawful':
      return erasure.unlawful
    case 'restriction/disputed':
      return restriction.disputed
    case 'restriction/unlawful':
      return restriction.unlawful
    case 'withdrawal/service':
      return withdrawal.service
    case 'withdrawal/optional':
      return withdrawal.optional
    default:
      return null
  }
}

/** “Answer by law, no later than: 25 November 2026 (1 working day).” */
function dueWords(locale: Locale, deadlines: readonly DeadlineView[]): string {
  const t = translator(locale, 'requestForm')
  return deadlines
    .filter(({ binding }) => binding)
    .map((deadline) => {
      return `${t(`by.${deadline.source}`)}: ${longDate(locale, deadline.dueOn)} (${termWords(locale, deadline)}).`
    })
    .join(' ')
}
