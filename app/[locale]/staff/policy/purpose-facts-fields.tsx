'use client'

import { CheckboxField } from '#components/form/checkbox-field.tsx'
import { SelectField } from '#components/form/select-field.tsx'
import { TextField } from '#components/form/text-field.tsx'

export type FactTexts = {
  title: string
  note: string
  /** By the name of the field; of the fields in three languages also without the language. */
  labels: Record<string, string>
  hints: Record<'recipients' | 'country' | 'storage' | 'published' | 'dpvType', string>
  /** Names of the places for recipients that are shown: `recipient1`. */
  recipients: readonly string[]
  categories: readonly string[]
  allCategories: readonly { value: string; word: string }[]
  dpvTypes: readonly { value: string; word: string }[]
}

type Props = {
  texts: FactTexts
  shown: Record<string, string | undefined>
  chosen: readonly string[]
  error: (field: string) => string | undefined
}

const languages = ['kk', 'ru', 'en'] as const

/** Who receives the data of a purpose, where it is kept and for how long, what is published, and what programs read of it. */
export function PurposeFactsFields({ texts, shown, chosen, error }: Props) {
  const { labels, hints } = texts
  const field = (name: string) => ({
    compact: true,
    name,
    label: labels[name] ?? name,
    autoComplete: 'off',
    defaultValue: shown[name] ?? '',
    error: error(name),
    className: 'max-w-none!',
  })
  const inThree = (name: string) => (
    <div className="grid gap-x-6 gap-y-3 lg:grid-cols-3">
      {languages.map((locale) => (
        <TextField key={locale} {...field(`${name}-${locale}`)} lang={locale} />
      ))}
    </div>
  )
  return (
    <div className="mt-10 space-y-7">
      <div className="max-w-measure">
        <h2 className="font-ui text-body tracking-normal">{texts.title}</h2>
        <p className="text-small text-soft">{texts.note}</p>
      </div>
      <fieldset className="min-w-0 space-y-4">
        <legend className="font-semibold">{labels.recipients}</legend>
        <p className="max-w-measure text-small text-soft">{hints.recipients}</p>
        {texts.recipients.map((name) => (
          <div key={name} className="space-y-3 border-t border-rule pt-3">
            {inThree(name)}
            <TextField
              {...field(`${name}-country`)}
              hint={hints.country}
              maxLength={2}
              spellCheck={false}
              className="max-w-24!"
            />
          </div>
        ))}
      </fieldset>
      <TextField {...field('storage')} hint={hints.storage} spellCheck={false} className="max-w-60!" />
      <fieldset className="min-w-0 space-y-3">
        <legend className="font-semibold">{labels.retention}</legend>
        {inThree('retention')}
      </fieldset>
      <fieldset className="min-w-0 space-y-3">
        <legend className="font-semibold">{labels.published}</legend>
        <p className="max-w-measure text-small text-soft">{hints.published}</p>
        {inThree('published')}
      </fieldset>
      <CheckboxField
        compact
        name="categories"
        label={labels.categories}
        options={texts.allCategories}
        chosen={chosen}
        error={error('categories')}
      />
      <div className="max-w-xl">
        <SelectField
          name="dpvType"
          label={labels.dpvType ?? ''}
          hint={hints.dpvType}
          options={texts.dpvTypes}
          defaultValue={shown.dpvType ?? 'Purpose'}
          error={error('dpvType')}
        />
      </div>
    </div>
  )
}
