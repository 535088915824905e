'use client'

import { type ErrorWords, type FormAction, typedIn } from '#components/form/action-state.ts'
import { errorOf, FormTrouble } from '#components/form/form-trouble.tsx'
import { RadioField } from '#components/form/radio-field.tsx'
import { TextField } from '#components/form/text-field.tsx'
import { UnsentText } from '#components/form/unsent-text.tsx'
import { useActionForm } from '#components/form/use-action-form.ts'
import { Button } from '#components/ui/button.tsx'

type Props = {
  kind: 'clause' | 'part'
  action: FormAction<{ status: 'done'; item: string }>
  /** Parts that a clause can go into; none for a new part. */
  parts: readonly { value: string; word: string }[]
  languages: readonly { locale: string; name: string }[]
  texts: Record<'part' | 'name' | 'nameHint' | 'title' | 'press' | 'pressing', string>
  words: ErrorWords
  signInPath: string
  unsentOwner: string
}

/** A new clause or part: where it goes, its name in addresses, and its title in three languages. */
export function NewPieceForm(props: Props) {
  const { kind, action, parts, languages, texts, words, signInPath, unsentOwner } = props
  const form = useActionForm(action)
  const { state } = form
  const typed = typedIn(state)
  const labels = {
    part: texts.part,
    name: texts.name,
    ...Object.fromEntries(
      languages.map(({ locale, name }) => [`title-${locale}`, `${texts.title}, ${name}`]),
    ),
  }
  return (
    <form action={form.action} onSubmit={form.onSubmit} noValidate className="space-y-5">
      <UnsentText name={{ form: `policy/new-${kind}`, owner: unsentOwner }} words={words} warns />
      <FormTrouble state={state} words={words} labels={labels} signInPath={signInPath} />
      {parts.length > 0 ? (
        <RadioField
          name="part"
          label={texts.part}
          options={parts}
          chosen={typed.part ?? ''}
          error={errorOf(state, words, 'part')}
        />
      ) : null}
      {languages.map(({ locale, name }) => (
        <TextField
          key={locale}
          compact
          name={`title-${locale}`}
          lang={locale}
          label={`${texts.title}, ${name}`}
          defaultValue={typed[`title-${locale}`] ?? ''}
          error={errorOf(state, words, `title-${locale}`)}
        />
      ))}
      <TextField
        compact
        name="name"
        label={texts.name}
        hint={texts.nameHint}
        autoComplete="off"
        spellCheck={false}
        defaultValue={typed.name ?? ''}
        error={errorOf(state, words, 'name')}
      />
      <Button look="plain" aria-disabled={form.pending}>
        {form.pending ? texts.pressing : texts.press}
      </Button>
    </form>
  )
}
