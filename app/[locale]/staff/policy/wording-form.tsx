'use client'

import { type ErrorWords, type FormAction, typedIn } from '#components/form/action-state.ts'
import { errorOf, FormTrouble } from '#components/form/form-trouble.tsx'
import { HiddenFields } from '#components/form/hidden-fields.tsx'
import { type Option, RadioField } from '#components/form/radio-field.tsx'
import { TextArea } from '#components/form/text-area.tsx'
import { TextField } from '#components/form/text-field.tsx'
import { UnsentText } from '#components/form/unsent-text.tsx'
import { useActionForm } from '#components/form/use-action-form.ts'
import { Button } from '#components/ui/button.tsx'
import { type FactTexts, PurposeFactsFields } from './purpose-facts-fields.tsx'

type Props = {
  action: FormAction
  /** Names the text that was typed and not sent. */
  name: string
  hidden: Record<string, string | number>
  /** Of a new purpose or topic: its code. */
  code?: { label: string; hint: string }
  /** Of a new topic: the kind of its messages. */
  messageClass?: { label: string; classes: readonly Option[] }
  /** Of a purpose of the operator: what the law wants said of it. */
  facts?: FactTexts & { shown: Record<string, string>; categories: readonly string[] }
  fields: readonly { name: string; label: string }[]
  languages: readonly { locale: string; name: string; words: Record<string, string> }[]
  texts: Record<'save' | 'saving', string>
  words: ErrorWords
  signInPath: string
  unsentOwner: string
}

/** The words of a purpose or a topic, and the facts of a purpose of the operator, in three languages, side by side where there is room. */
export function WordingForm(props: Props) {
  const { action, name, hidden, code, messageClass, facts, fields, languages, texts, words } = props
  const form = useActionForm(action)
  const { state } = form
  const typed = typedIn(state)
  const isTyped = state.status === 'invalid' || state.status === 'refused'
  const labels = {
    ...(code && { code: code.label }),
    ...(messageClass && { messageClass: messageClass.label }),
    ...facts?.labels,
    ...Object.fromEntries(
      languages.flatMap((language) =>
        fields.map((one) => [`${one.name}-${language.locale}`, `${one.label}, ${language.name}`]),
      ),
    ),
  }
  return (
    <form action={form.action} onSubmit={form.onSubmit} noValidate>
      <HiddenFields fields={hidden} />
      <UnsentText name={{ form: `policy/${name}`, owner: props.unsentOwner }} words={words} warns />
      <FormTrouble state={state} words={words} labels={labels} signInPath={props.signInPath} />
      {code ? (
        <div className="mb-8 max-w-measure space-y-5">
          <TextField
            compact
            name="code"
            label={code.label}
            hint={code.hint}
            autoComplete="off"
            spellCheck={false}
            defaultValue={typed.code ?? ''}
            error={errorOf(state, words, 'code')}
          />
          {messageClass ? (
            <RadioField
              name="messageClass"
              label={messageClass.label}
              options={messageClass.classes}
              chosen={typed.messageClass ?? ''}
              error={errorOf(state, words, 'messageClass')}
            />
          ) : null}
        </div>
      ) : null}
      <div className="grid gap-x-6 gap-y-8 lg:grid-cols-3">
        {languages.map(({ locale, name: language, words: shown }) => (
          <fieldset key={locale} className="min-w-0 space-y-4">
            <legend className="font-ui text-body font-semibold first-letter:uppercase">{language}</legend>
            {fields.map((field) => {
              const input = `${field.name}-${locale}`
              const common = {
                compact: true,
                name: input,
                lang: locale,
                label: field.label,
                defaultValue: typed[input] ?? shown[field.name] ?? '',
                error: errorOf(state, words, input),
                className: 'max-w-none!',
              }
              return field.name === 'title' ? (
                <TextField key={input} {...common} />
              ) : (
                <TextArea key={input} {...common} limit={{ max: 600, words }} />
              )
            })}
          </fieldset>
        ))}
      </div>
      {facts ? (
        <PurposeFactsFields
          texts={facts}
          shown={{ ...facts.shown, ...typed }}
          chosen={isTyped ? (typed.categories ?? '').split(/[,\s]+/) : facts.categories}
          error={(field) => errorOf(state, words, field)}
        />
      ) : null}
      <div className="mt-5">
        <Button aria-disabled={form.pending}>{form.pending ? texts.saving : texts.save}</Button>
      </div>
    </form>
  )
}
