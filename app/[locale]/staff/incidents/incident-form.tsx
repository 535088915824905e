'use client'

import { type ErrorWords, type FormAction, typedIn } from '#components/form/action-state.ts'
import { CheckboxField } from '#components/form/checkbox-field.tsx'
import { errorOf, FormTrouble } from '#components/form/form-trouble.tsx'
import { HiddenFields } from '#components/form/hidden-fields.tsx'
import { RadioField } from '#components/form/radio-field.tsx'
import { TextArea } from '#components/form/text-area.tsx'
import { TextField } from '#components/form/text-field.tsx'
import { UnsentText } from '#components/form/unsent-text.tsx'
import { useActionForm } from '#components/form/use-action-form.ts'
import { Button } from '#components/ui/button.tsx'
import type { IncidentFacts } from '#domain/incidents/rules/incident-schemas.ts'
import { TEXT_MAX } from '#domain/incidents/rules/text-max.ts'

type Option = { value: string; word: string }
type Field = 'title' | 'noticedOn' | 'noticedTime' | 'what' | 'data' | 'systems' | 'risk' | 'measures'

type Props<Done> = {
  action: FormAction<Done>
  /** The incident that is changed; a new one says when it was noticed. */
  reference?: string
  facts?: IncidentFacts
  lastDay: string
  options: { data: readonly Option[]; systems: readonly Option[]; risks: readonly Option[] }
  texts: Record<Field | 'press' | 'pressing', string>
  words: ErrorWords
  signInPath: string
  unsentOwner: string
}

/** What is known of an incident. */
export function IncidentForm<Done>(props: Props<Done>) {
  const { action, reference, facts, lastDay, options, texts, words, signInPath, unsentOwner } = props
  const form = useActionForm(action)
  const { state } = form
  const typed = typedIn(state)
  const error = (name: Field) => errorOf(state, words, name)
  const held = (name: 'data' | 'systems') => typed[name]?.split(',') ?? facts?.[name] ?? []
  return (
    <form action={form.action} onSubmit={form.onSubmit} noValidate className="max-w-[40rem] space-y-6">
      {reference ? <HiddenFields fields={{ reference }} /> : null}
      <FormTrouble state={state} words={words} labels={texts} signInPath={signInPath} />
      <UnsentText
        name={{ form: `incidents/${reference ?? 'new'}`, owner: unsentOwner }}
        words={words}
        warns
      />
      <TextField
        compact
        name="title"
        label={texts.title}
        defaultValue={typed.title ?? facts?.title}
        error={error('title')}
        autoComplete="off"
      />
      {reference ? null : (
        <div className="flex flex-wrap gap-x-6 gap-y-4">
          <TextField
            compact
            name="noticedOn"
            type="date"
            max={lastDay}
            label={texts.noticedOn}
            defaultValue={typed.noticedOn ?? lastDay}
            error={error('noticedOn')}
          />
          <TextField
            compact
            name="noticedTime"
            type="time"
            label={texts.noticedTime}
            defaultValue={typed.noticedTime}
            error={error('noticedTime')}
            className="max-w-40!"
          />
        </div>
      )}
      <TextArea
        compact
        name="what"
        label={texts.what}
        defaultValue={typed.what ?? facts?.what}
        error={error('what')}
        limit={{ max: TEXT_MAX, words }}
      />
      <CheckboxField
        label={texts.data}
        name="data"
        options={options.data}
        chosen={held('data')}
        error={error('data')}
      />
      <CheckboxField
        label={texts.systems}
        name="systems"
        options={options.systems}
        chosen={held('systems')}
        error={error('systems')}
      />
      <RadioField
        name="risk"
        label={texts.risk}
        options={options.risks}
        chosen={typed.risk ?? facts?.risk}
        error={error('risk')}
        inline
      />
      <TextArea
        compact
        name="measures"
        label={texts.measures}
        defaultValue={typed.measures ?? facts?.measures}
        error={error('measures')}
        limit={{ max: TEXT_MAX, words }}
      />
      <Button aria-disabled={form.pending}>{form.pending ? texts.pressing : texts.press}</Button>
    </form>
  )
}
