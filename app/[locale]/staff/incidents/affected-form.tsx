'use client'

import { type ErrorWords, type FormAction, typedIn } from '#components/form/action-state.ts'
import { errorOf, FormTrouble } from '#components/form/form-trouble.tsx'
import { HiddenFields } from '#components/form/hidden-fields.tsx'
import { SelectField } from '#components/form/select-field.tsx'
import { TextArea } from '#components/form/text-area.tsx'
import { TextField } from '#components/form/text-field.tsx'
import { UnsentText } from '#components/form/unsent-text.tsx'
import { useActionForm } from '#components/form/use-action-form.ts'
import { Button } from '#components/ui/button.tsx'
import { Notice } from '#components/ui/notice.tsx'

type Option = { value: string; word: string }
type Field = 'everybody' | 'category' | 'openedBy' | 'from' | 'to' | 'pasted'

type Found = {
  count: number
  frozen: boolean
  /** How many were found, and how much of what was pasted was not, in words. */
  found: string
  notFound: string | null
  asked: Record<string, string>
}

type Props = {
  action: FormAction<Found>
  reference: string
  everybody: readonly Option[]
  categories: readonly Option[]
  texts: Record<Field | 'period' | 'pastedHint' | 'count' | 'counting' | 'freeze', string>
  words: ErrorWords
  signInPath: string
  unsentOwner: string
}

/** Finds the people concerned: the number first, then one press makes them the list. */
export function AffectedForm(props: Props) {
  const { action, reference, everybody, categories, texts, words, signInPath, unsentOwner } = props
  const form = useActionForm(action)
  const { state } = form
  const shown = state.status === 'done' ? state : null
  const typed = shown?.asked ?? typedIn(state)
  const error = (name: Field) => errorOf(state, words, name)
  return (
    <form
      key={shown ? JSON.stringify(shown.asked) : 'asked'}
      action={form.action}
      onSubmit={form.onSubmit}
      noValidate
      className="max-w-[40rem] space-y-5"
    >
      <HiddenFields fields={{ reference, ...(shown ? { counted: shown.count } : {}) }} />
      <FormTrouble state={state} words={words} labels={texts} signInPath={signInPath} />
      <UnsentText name={{ form: `incidents/${reference}/people`, owner: unsentOwner }} words={words} />
      <SelectField
        name="everybody"
        label={texts.everybody}
        options={everybody}
        defaultValue={typed.everybody}
        error={error('everybody')}
      />
      <SelectField
        name="category"
        label={texts.category}
        options={categories}
        defaultValue={typed.category}
        error={error('category')}
        className="w-full"
      />
      <TextField
        compact
        name="openedBy"
        type="email"
        label={texts.openedBy}
        defaultValue={typed.openedBy}
        error={error('openedBy')}
        autoComplete="off"
      />
      <div>
        <div className="flex flex-wrap gap-x-6 gap-y-4">
          {(['from', 'to'] as const).map((name) => (
            <TextField
              key={name}
              compact
              name={name}
              type="date"
              label={texts[name]}
              defaultValue={typed[name]}
              error={error(name)}
            />
          ))}
        </div>
        <p className="mt-2 text-small text-soft">{texts.period}</p>
      </div>
      <TextArea
        compact
        name="pasted"
        label={texts.pasted}
        hint={texts.pastedHint}
        defaultValue={typed.pasted}
        error={error('pasted')}
        rows={3}
      />
      {shown ? (
        <Notice role="status" word={shown.found}>
          {shown.notFound}
        </Notice>
      ) : null}
      <div className="flex flex-wrap gap-3">
        <Button look="plain" name="press" value="count" aria-disabled={form.pending}>
          {form.pending ? texts.counting : texts.count}
        </Button>
        {shown && shown.count > 0 ? (
          <Button name="press" value="freeze" aria-disabled={form.pending}>
            {texts.freeze}
          </Button>
        ) : null}
      </div>
    </form>
  )
}
