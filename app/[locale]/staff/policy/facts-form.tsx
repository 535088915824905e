'use client'

import { type ErrorWords, type FormAction, typedIn } from '#components/form/action-state.ts'
import { described, FieldError } from '#components/form/field.tsx'
import { errorOf, FormTrouble } from '#components/form/form-trouble.tsx'
import { HiddenFields } from '#components/form/hidden-fields.tsx'
import { type Option, RadioField } from '#components/form/radio-field.tsx'
import { TextArea } from '#components/form/text-area.tsx'
import { TextField } from '#components/form/text-field.tsx'
import { UnsentText } from '#components/form/unsent-text.tsx'
import { useActionForm } from '#components/form/use-action-form.ts'
import { Button } from '#components/ui/button.tsx'

type Props = {
  action: FormAction
  revision: number
  initial: { change: string; material: string; purposes: readonly string[]; effectiveOn: string }
  summaries: readonly { locale: string; name: string; text: string }[]
  changes: readonly Option[]
  materials: readonly Option[]
  purposes: readonly { code: string; word: string }[]
  texts: Record<
    | 'change'
    | 'material'
    | 'purposes'
    | 'purposesHint'
    | 'summary'
    | 'summaryHint'
    | 'effectiveOn'
    | 'effectiveOnHint'
    | 'save'
    | 'saving',
    string
  >
  words: ErrorWords
  signInPath: string
  unsentOwner: string
}

/** What kind of change it is, for which purposes people are asked again, the summary and the date. */
export function FactsForm(props: Props) {
  const { action, revision, initial, summaries, changes, materials, purposes, texts, words } = props
  const form = useActionForm(action)
  const { state } = form
  const typed = typedIn(state)
  const error = (name: string) => errorOf(state, words, name)
  const isTyped = state.status === 'invalid' || state.status === 'refused'
  const chosen = isTyped ? (typed.purposes ?? '').split(/[,\s]+/) : initial.purposes
  return (
    <form action={form.action} onSubmit={form.onSubmit} noValidate>
      <HiddenFields fields={{ revision }} />
      <UnsentText name={{ form: 'policy/facts', owner: props.unsentOwner }} words={words} warns />
      <FormTrouble state={state} words={words} labels={texts} signInPath={props.signInPath} />
      <div className="space-y-6">
        <RadioField
          name="change"
          label={texts.change}
          options={changes}
          chosen={typed.change ?? initial.change}
          error={error('change')}
        />
        <fieldset
          id="purposes"
          {...described({ id: 'purposes', hint: texts.purposesHint, error: error('purposes') })}
        >
          <legend className="font-semibold">{texts.purposes}</legend>
          <p id="purposes-hint" className="mt-0.5 max-w-measure text-small text-soft">
            {texts.purposesHint}
          </p>
          {purposes.map(({ code, word }) => (
            <label key={code} className="flex min-h-10 w-fit cursor-pointer items-center gap-3 py-1">
              <input
                type="checkbox"
                name="purposes"
                value={code}
                defaultChecked={chosen.includes(code)}
                className="size-5 shrink-0 accent-accent"
              />
              {word}
            </label>
          ))}
          <FieldError id="purposes">{error('purposes')}</FieldError>
        </fieldset>
        <RadioField
          name="material"
          label={texts.material}
          options={materials}
          chosen={typed.material ?? initial.material}
          error={error('material')}
        />
        {summaries.map(({ locale, name, text }) => (
          <TextArea
            key={locale}
            compact
            name={`summary-${locale}`}
            lang={locale}
            label={`${texts.summary}, ${name}`}
            hint={texts.summaryHint}
            defaultValue={typed[`summary-${locale}`] ?? text}
            error={error(`summary-${locale}`)}
            limit={{ max: 1000, words }}
            rows={2}
          />
        ))}
        <TextField
          compact
          name="effectiveOn"
          type="date"
          label={texts.effectiveOn}
          hint={texts.effectiveOnHint}
          defaultValue={typed.effectiveOn ?? initial.effectiveOn}
          error={error('effectiveOn')}
        />
      </div>
      <div className="mt-5">
        <Button look="plain" aria-disabled={form.pending}>
          {form.pending ? texts.saving : texts.save}
        </Button>
      </div>
    </form>
  )
}
