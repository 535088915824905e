'use client'

import { type FormEvent, useState, useSyncExternalStore } from 'react'
import { HiddenFields } from '#components/form/hidden-fields.tsx'
import { RadioField } from '#components/form/radio-field.tsx'
import { TextArea } from '#components/form/text-area.tsx'
import { MESSAGE_MAX } from '#domain/requests/rules/message-max.ts'
import { type ActionState, type ErrorWords, type FormAction, idle, typedIn } from '../form/action-state.ts'
import { errorOf, FormTrouble } from '../form/form-trouble.tsx'
import { UnsentText } from '../form/unsent-text.tsx'
import { useActionForm } from '../form/use-action-form.ts'
import { FilesField } from '../requests/files-field.tsx'
import { Button } from '../ui/button.tsx'
import { stepSummaryLook } from '../ui/summary-look.ts'
import { RefusalPreview } from './refusal-preview.tsx'
import type { LetterWords, StepField, StepForm, StepTexts } from './step-form.ts'

type Props<Done> = {
  action: FormAction<Done>
  based: { reference: string; basedOn: number }
  forms: readonly StepForm[]
  letter: LetterWords
  texts: StepTexts
  words: ErrorWords
  signInPath: string
  /** Where a page without script returns to show errors. */
  place: string
  unsentOwner: string
}

/**
 * All possible steps, the likeliest open. It is rendered even when no step is possible any more, so that typed text
 * survives when another member was faster.
 */
export function CaseSteps<Done>(props: Props<Done>) {
  const { action, forms, texts, words, signInPath, place } = props
  const form = useActionForm(action, place)
  const typed = typedIn(form.state)
  const previewed = form.state.status === 'refused' && form.state.code === 'preview'
  const open = forms.find(({ step }) => step === typed.step) ?? (forms[0]?.final ? undefined : forms[0])
  const lost = typed.step && open?.step !== typed.step ? (typed.reason ?? typed.message ?? typed.note) : ''
  return (
    <>
      {previewed ? null : <FormTrouble state={form.state} words={words} signInPath={signInPath} />}
      {lost ? (
        <p className="mb-6 max-w-measure border-l-[3px] border-edge pl-4 font-read whitespace-pre-wrap">
          {lost}
        </p>
      ) : null}
      {forms.length === 0 && texts.none ? <p className="text-soft">{texts.none}</p> : null}
      {forms.map((one) => (
        <details
          key={one.step}
          name="step"
          open={one.step === open?.step}
          className="border-t border-rule first-of-type:border-t-0"
        >
          <summary className={stepSummaryLook}>{one.title}</summary>
          <OneStep
            {...props}
            form={one}
            send={form}
            typed={one.step === typed.step ? typed : {}}
            state={one.step === typed.step ? form.state : idle}
          />
        </details>
      ))}
    </>
  )
}

type OneProps<Done> = Omit<Props<Done>, 'forms' | 'action'> & {
  form: StepForm
  send: ReturnType<typeof useActionForm<Done>>
  typed: Record<string, string>
  state: ActionState<Done>
}

function OneStep<Done>({
  form,
  send,
  typed,
  state,
  based,
  letter,
  texts,
  words,
  unsentOwner,
}: OneProps<Done>) {
  const scripted = useScripted()
  const [written, setWritten] = useState<Record<string, string> | null>(null)
  const read = (event: FormEvent<HTMLFormElement>) => setWritten(textsOf(event.currentTarget))
  const now = written ?? { ...draftOf(form), ...typed, step: form.step }
  return (
    <form
      action={send.action}
      onSubmit={send.onSubmit}
      onInput={form.letter ? read : undefined}
      noValidate
      className="group/step pb-7"
    >
      <HiddenFields fields={{ step: form.step, ...based }} />
      <UnsentText
        name={{ form: `${based.reference}/${form.step}`, owner: unsentOwner }}
        words={words}
        warns
      />
      <p className="max-w-measure text-small text-soft">{form.hint}</p>
      <div className="mt-3 space-y-4">
        {form.fields.map((field) => (
          <OneField
            key={field.as === 'files' ? 'files' : field.name}
            field={field}
            step={form.step}
            typed={typed}
            state={state}
            optional={texts.optional}
            words={words}
          />
        ))}
      </div>
      {form.letter && (scripted || typed.step) ? (
        <RefusalPreview typed={now} words={letter} texts={texts.preview} />
      ) : null}
      <div className="mt-5 flex flex-wrap gap-3">
        <Button look={form.look} aria-disabled={send.pending}>
          {send.pending ? texts.sending : form.press}
        </Button>
        {form.letter ? (
          <noscript>
            <Button look="plain" name="preview" value="1">
              {texts.preview.show}
            </Button>
          </noscript>
        ) : null}
      </div>
    </form>
  )
}

type FieldProps<Done> = {
  field: StepField
  step: string
  typed: Record<string, string>
  state: ActionState<Done>
  optional: string
  words: ErrorWords
}

function OneField<Done>({ field, step, typed, state, optional, words }: FieldProps<Done>) {
  if (field.as === 'files')
    return <FilesField compact id={`${step}-files`} texts={field.texts} words={words} state={state} />
  const id = `${step}-${field.name}`
  const error = errorOf(state, words, field.name)
  if (field.as === 'text')
    return (
      <TextArea
        compact
        id={id}
        name={field.name}
        label={field.optional ? `${field.label} (${optional})` : field.label}
        hint={field.hint}
        error={error}
        lang={field.lang}
        defaultValue={typed[field.name] ?? field.value}
        limit={{ max: MESSAGE_MAX, words }}
      />
    )
  const { name, label, hint, options, inline, ofRefusal } = field
  const choice = (
    <RadioField
      id={id}
      name={name}
      label={label}
      hint={hint}
      options={options}
      inline={inline}
      error={error}
      chosen={typed[name]}
    />
  )
  if (!ofRefusal) return choice
  return <div className="hidden group-has-[[value=refuse]:checked]/step:block">{choice}</div>
}

/** What is in the fields before anybody types. */
const draftOf = (form: StepForm): Record<string, string> =>
  Object.fromEntries(
    form.fields.flatMap((field) => (field.as === 'text' ? [[field.name, field.value ?? '']] : [])),
  )

function textsOf(form: HTMLFormElement): Record<string, string> {
  const texts: Record<string, string> = {}
  for (const [name, value] of new FormData(form)) if (typeof value === 'string') texts[name] = value
  return texts
}

/** False while the page is as the server sent it. */
const useScripted = () =>
  useSyncExternalStore(
    () => () => {},
    () => true,
    () => false,
  )
