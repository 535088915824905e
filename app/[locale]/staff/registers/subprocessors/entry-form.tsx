'use client'

import { type ErrorWords, type FormAction, typedIn } from '#components/form/action-state.ts'
import { CheckboxField } from '#components/form/checkbox-field.tsx'
import { errorOf, FormTrouble } from '#components/form/form-trouble.tsx'
import { HiddenFields } from '#components/form/hidden-fields.tsx'
import { SelectField } from '#components/form/select-field.tsx'
import { TextField } from '#components/form/text-field.tsx'
import { useActionForm } from '#components/form/use-action-form.ts'
import { Button } from '#components/ui/button.tsx'

export type EntryValues = Record<
  | 'subprocessorId'
  | 'effectiveOn'
  | 'nameKk'
  | 'nameRu'
  | 'nameEn'
  | 'serviceKk'
  | 'serviceRu'
  | 'serviceEn'
  | 'country'
  | 'transferBasis'
  | 'categories'
  | 'since'
  | 'agreementName'
  | 'agreementSha256'
  | 'agreementOn'
  | 'agreementEndsOn',
  string
>

type Choice = { value: string; word: string }
type Texts = Record<
  | Exclude<keyof EntryValues, 'subprocessorId'>
  | 'effectiveHint'
  | 'countryHint'
  | 'agreementHint'
  | 'sumHint'
  | 'endsHint'
  | 'save'
  | 'saving',
  string
> & { bases: readonly Choice[]; all: readonly Choice[] }

type Props = {
  action: FormAction<{ subprocessorId: string }>
  /** What is known already. */
  values: EntryValues
  texts: Texts
  words: ErrorWords
  signInPath: string
}

/** One entry of the register: all facts, and from which day they hold. */
export function EntryForm({ action, values, texts, words, signInPath }: Props) {
  const form = useActionForm(action)
  const { state } = form
  const typed = typedIn(state)
  const shown = (name: keyof EntryValues) => typed[name] ?? values[name]
  const error = (name: string) => errorOf(state, words, name)
  const text = (name: Exclude<keyof EntryValues, 'subprocessorId'>, lang?: 'kk' | 'ru' | 'en') => ({
    compact: true,
    name,
    lang,
    autoComplete: 'off',
    label: texts[name],
    defaultValue: shown(name),
    error: error(name),
  })
  const chosen = shown('categories').split(',')
  return (
    <form action={form.action} onSubmit={form.onSubmit} noValidate className="space-y-4">
      <HiddenFields fields={{ subprocessorId: values.subprocessorId }} />
      <FormTrouble state={state} words={words} labels={labelsOf(texts)} signInPath={signInPath} />
      <div className="grid gap-4 lg:grid-cols-3">
        <TextField {...text('nameKk', 'kk')} />
        <TextField {...text('nameRu', 'ru')} />
        <TextField {...text('nameEn', 'en')} />
        <TextField {...text('serviceKk', 'kk')} />
        <TextField {...text('serviceRu', 'ru')} />
        <TextField {...text('serviceEn', 'en')} />
      </div>
      <TextField {...text('country')} hint={texts.countryHint} maxLength={2} className="max-w-24" />
      <div className="max-w-xl">
        <SelectField
          name="transferBasis"
          label={texts.transferBasis}
          options={texts.bases}
          defaultValue={shown('transferBasis')}
          error={error('transferBasis')}
        />
      </div>
      <CheckboxField
        compact
        name="categories"
        label={texts.categories}
        options={texts.all}
        chosen={chosen}
        error={error('categories')}
      />
      <TextField {...text('since')} type="date" />
      <TextField {...text('agreementName')} hint={texts.agreementHint} />
      <TextField {...text('agreementSha256')} hint={texts.sumHint} spellCheck={false} />
      <TextField {...text('agreementOn')} type="date" />
      <TextField {...text('agreementEndsOn')} hint={texts.endsHint} type="date" />
      <TextField {...text('effectiveOn')} hint={texts.effectiveHint} type="date" />
      <Button look="plain" aria-disabled={form.pending}>
        {form.pending ? texts.saving : texts.save}
      </Button>
    </form>
  )
}

const labelsOf = ({ bases: _, all: __, ...labels }: Texts): Record<string, string> => labels
