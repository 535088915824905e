'use client'

import type { ReactNode } from 'react'
import { type ErrorWords, type FormAction, typedIn } from '#components/form/action-state.ts'
import { errorOf, FormTrouble } from '#components/form/form-trouble.tsx'
import { HiddenFields } from '#components/form/hidden-fields.tsx'
import { type Option, RadioField } from '#components/form/radio-field.tsx'
import { TextArea } from '#components/form/text-area.tsx'
import { TextField } from '#components/form/text-field.tsx'
import { UnsentText } from '#components/form/unsent-text.tsx'
import { useActionForm } from '#components/form/use-action-form.ts'
import { FilesField, type FilesTexts } from '#components/requests/files-field.tsx'
import { Button } from '#components/ui/button.tsx'
import { MESSAGE_MAX } from '#domain/requests/rules/message-max.ts'

type Texts = Record<
  | 'personPart'
  | 'requestPart'
  | 'person'
  | 'personHint'
  | 'fullName'
  | 'fullNameHint'
  | 'proved'
  | 'channel'
  | 'receivedOn'
  | 'locale'
  | 'identity'
  | 'press'
  | 'pressing',
  string
>

type Props<Done> = {
  action: FormAction<Done>
  hidden: Record<string, string>
  /** The fields of the kind, in their order. */
  fields: readonly { name: string; label: string }[]
  options: Record<'channel' | 'locale' | 'proved', readonly Option[]>
  initial: { receivedOn: string; locale: string }
  /** The first and the last possible day of receipt. */
  bounds: { first: string; last: string }
  texts: Texts
  files: FilesTexts
  words: ErrorWords
  signInPath: string
  unsentOwner: string
}

export function BehalfForm<Done>(props: Props<Done>) {
  const { action, hidden, fields, options, initial, bounds, texts, files, words, signInPath, unsentOwner } =
    props
  const form = useActionForm(action)
  const { state } = form
  const typed: Record<string, string> = typedIn(state)
  const of = (name: string) => {
    return { name, error: errorOf(state, words, name) }
  }
  const choice = (name: 'channel' | 'locale' | 'proved', chosen?: string) => (
    <RadioField
      {...of(name)}
      label={texts[name]}
      options={options[name]}
      chosen={typed[name] ?? chosen}
      inline={name !== 'proved'}
    />
  )
  const labels = {
    ...texts,
    files: files.label,
    ...Object.fromEntries(fields.map(({ name, label }) => [name, label])),
  }
  return (
    <form action={form.action} onSubmit={form.onSubmit} noValidate>
      <HiddenFields fields={hidden} />
      <FormTrouble state={state} words={words} labels={labels} signInPath={signInPath} />
      <UnsentText name={{ form: `new/${hidden.kind}`, owner: unsentOwner }} words={words} warns />
      <Part title={texts.personPart}>
        <TextField
          compact
          {...of('person')}
          label={texts.person}
          hint={texts.personHint}
          defaultValue={typed.person}
          autoComplete="off"
          spellCheck={false}
        />
        <TextField
          compact
          {...of('fullName')}
          label={texts.fullName}
          hint={texts.fullNameHint}
          defaultValue={typed.fullName}
          autoComplete="off"
        />
        {choice('proved')}
        <p className="mt-1 text-small text-soft">{texts.identity}</p>
      </Part>
      <Part title={texts.requestPart}>
        {choice('channel')}
        <TextField
          compact
          {...of('receivedOn')}
          type="date"
          min={bounds.first}
          max={bounds.last}
          label={texts.receivedOn}
          defaultValue={typed.receivedOn ?? initial.receivedOn}
        />
        {choice('locale', initial.locale)}
        {fields.map(({ name, label }) => (
          <TextArea
            compact
            key={name}
            {...of(name)}
            label={label}
            defaultValue={typed[name]}
            limit={{ max: MESSAGE_MAX, words }}
          />
        ))}
        <FilesField compact texts={files} words={words} state={state} />
      </Part>
      <Button aria-disabled={form.pending}>{form.pending ? texts.pressing : texts.press}</Button>
    </form>
  )
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="mb-8">
      <h2 className="mb-4 border-b border-rule pb-1.5 font-ui text-lead tracking-normal">{title}</h2>
      <div className="space-y-4">{children}</div>
    </section>
  )
}
