'use client'

import { type ErrorWords, type FormAction, typedIn } from '#components/form/action-state.ts'
import { errorOf, FormTrouble } from '#components/form/form-trouble.tsx'
import { HiddenFields } from '#components/form/hidden-fields.tsx'
import { SelectField } from '#components/form/select-field.tsx'
import { TextArea } from '#components/form/text-area.tsx'
import { UnsentText } from '#components/form/unsent-text.tsx'
import { useActionForm } from '#components/form/use-action-form.ts'
import { Button } from '#components/ui/button.tsx'
import { MESSAGE_MAX } from '#domain/requests/rules/message-max.ts'
import { FilesField, type FilesTexts } from '../requests/files-field.tsx'
import { small } from './small-button.ts'

type Field = { name: string; label: string; hint?: string } & (
  | { as: 'text'; lang?: string; files?: FilesTexts }
  | { as: 'select'; chosen: string; options: readonly { value: string; word: string }[] }
)

type Props<Done> = {
  action: FormAction<Done>
  hidden: Record<string, string>
  field: Field
  texts: { press: string; pressing: string }
  words: ErrorWords
  signInPath: string
  /** For controls outside the form that belong to it. */
  id?: string
  /** As in `useActionForm`. */
  place?: string
  /** Keeps what is typed, by the request and the field. */
  unsentOwner?: string
}

export function FieldForm<Done>(props: Props<Done>) {
  const { action, hidden, field, texts, words, signInPath, id, place, unsentOwner } = props
  const form = useActionForm(action, place)
  const { state } = form
  const fault = (of: string) => errorOf(state, words, of)
  const typed = typedIn(state)[field.name]
  const { name, label, hint } = field
  const around = { name, label, hint, error: fault(name) }
  return (
    <form id={id} action={form.action} onSubmit={form.onSubmit} noValidate>
      <HiddenFields fields={hidden} />
      {around.error || fault('files') ? null : (
        <FormTrouble state={state} words={words} signInPath={signInPath} />
      )}
      {field.as === 'text' && unsentOwner ? (
        <UnsentText name={{ form: `${hidden.reference}/${name}`, owner: unsentOwner }} words={words} warns />
      ) : null}
      <div className={field.as === 'select' ? 'flex flex-wrap items-end gap-3' : ''}>
        {field.as === 'text' ? (
          <div className="space-y-4">
            <TextArea
              compact
              {...around}
              lang={field.lang}
              defaultValue={typed}
              limit={{ max: MESSAGE_MAX, words }}
              rows={2}
            />
            {field.files ? (
              <FilesField compact id={`${name}-files`} texts={field.files} words={words} state={state} />
            ) : null}
          </div>
        ) : (
          <SelectField {...around} options={field.options} defaultValue={typed ?? field.chosen} />
        )}
        <Button
          look="plain"
          className={`${small} ${field.as === 'text' ? 'mt-3' : ''}`}
          aria-disabled={form.pending}
        >
          {form.pending ? texts.pressing : texts.press}
        </Button>
      </div>
    </form>
  )
}
