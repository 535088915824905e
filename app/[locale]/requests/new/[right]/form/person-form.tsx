'use client'

import type { ErrorWords, FormAction } from '#components/form/action-state.ts'
import { FormTrouble, wordsFor } from '#components/form/form-trouble.tsx'
import { TextArea } from '#components/form/text-area.tsx'
import { UnsentText } from '#components/form/unsent-text.tsx'
import { useCheckedForm } from '#components/form/use-checked-form.ts'
import { FilesField, type FilesTexts } from '#components/requests/files-field.tsx'
import { Button } from '#components/ui/button.tsx'
import { MESSAGE_MAX } from '#domain/requests/rules/message-max.ts'
import { type CategoryChoice, CategoryField } from './category-field.tsx'
import { filingSchema, representedFilingSchema } from './filing-schema.ts'

export type AskedField = { name: string; label: string; hint: string; required: boolean }

/** The fields of one kind. `variant` is empty where the right has only one. */
export type FieldGroup = {
  variant: string
  label: string
  hint: string
  fields: AskedField[]
  takesFiles: boolean
}

type Props = {
  action: FormAction<{ to: string }>
  right: string
  groups: FieldGroup[]
  variant: string
  /** A representative files it for a minor. */
  representationId: string | null
  /** For a copy of the data: what it is to have. */
  categories: CategoryChoice | null
  idempotencyKey: string
  texts: { legend: string; optional: string; send: string; sending: string; files: FilesTexts }
  words: ErrorWords
  signInPath: string
  unsentOwner: string
}

/**
 * What a right needs and nothing else. With two grounds to choose from, the fields of the other one are hidden by the
 * style sheet, so that it works without script.
 */
export function PersonForm({
  action,
  right,
  groups,
  variant,
  representationId,
  categories,
  idempotencyKey,
  texts,
  words,
  signInPath,
  unsentOwner,
}: Props) {
  const names = groups.flatMap((group) => group.fields.map(({ name }) => name))
  const represented: Record<string, string> = representationId === null ? {} : { representationId }
  const empty = Object.fromEntries(names.map((name) => [name, '']))
  const initial = { right, variant, idempotencyKey, ...represented, ...empty }
  const schema = representationId === null ? filingSchema : representedFilingSchema
  const form = useCheckedForm({ action, schema, initial, words })
  const kept: Record<string, string> =
    form.state.status === 'invalid' || form.state.status === 'refused' ? form.state.values : initial
  const { defaultValue: chosen, error: variantError, ...variantField } = form.field('variant')
  const labels = Object.fromEntries([
    ...groups.flatMap((group) => group.fields.map(({ name, label }) => [name, label])),
    ['files', texts.files.label],
    ['categories', categories?.legend ?? ''],
  ])
  const categoriesError = form.state.status === 'invalid' ? form.state.fields.categories : undefined
  const withFiles = groups.filter((group) => group.takesFiles)
  return (
    <form action={form.action} onSubmit={form.onSubmit} noValidate className="filing">
      <input type="hidden" name="right" value={right} />
      {representationId === null ? null : (
        <input type="hidden" name="representationId" value={representationId} />
      )}
      <input type="hidden" name="idempotencyKey" value={kept.idempotencyKey ?? idempotencyKey} />
      <FormTrouble state={form.state} words={words} labels={labels} signInPath={signInPath} />
      <UnsentText
        name={{ form: representationId === null ? `new/${right}` : `new/${right}/for`, owner: unsentOwner }}
        words={words}
      />
      {groups.length > 1 ? (
        <fieldset className="mb-6 max-w-measure">
          <legend className="font-semibold">{texts.legend}</legend>
          {groups.map((group, index) => (
            <label key={group.variant} className="choice-line">
              <input
                {...variantField}
                type="radio"
                value={group.variant}
                data-choice={index === 0 ? 'first' : 'second'}
                defaultChecked={group.variant === chosen}
              />
              <span>
                <span className="font-semibold">{group.label}</span>
                <span className="block text-small text-soft">{group.hint}</span>
              </span>
            </label>
          ))}
          {variantError ? <p className="mt-1 text-small font-semibold text-broken">{variantError}</p> : null}
        </fieldset>
      ) : null}
      {categories ? (
        <CategoryField
          {...categories}
          chosen={kept.categories?.split(',') ?? null}
          error={categoriesError && wordsFor(categoriesError, words, 'categories')}
        />
      ) : null}
      {groups.map((group, index) => (
        <div
          key={group.variant}
          data-variant={groups.length < 2 ? undefined : index === 0 ? 'first' : 'second'}
        >
          {group.fields.map(({ name, label, hint, required }) => (
            <TextArea
              key={name}
              {...form.field(name)}
              limit={{ max: MESSAGE_MAX, words }}
              label={label}
              aside={required ? null : texts.optional}
              hint={hint}
              rows={name === 'item' || name === 'correct-value' ? 2 : 3}
            />
          ))}
          {group === withFiles[0] ? (
            <FilesField texts={texts.files} words={words} state={form.state} />
          ) : null}
        </div>
      ))}
      <Button className="mt-3" aria-disabled={form.pending}>
        {form.pending ? texts.sending : texts.send}
      </Button>
    </form>
  )
}
