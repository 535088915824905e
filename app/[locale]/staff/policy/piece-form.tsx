'use client'

import { type ErrorWords, type FormAction, typedIn } from '#components/form/action-state.ts'
import { errorOf, FormTrouble } from '#components/form/form-trouble.tsx'
import { HiddenFields } from '#components/form/hidden-fields.tsx'
import { TextArea } from '#components/form/text-area.tsx'
import { TextField } from '#components/form/text-field.tsx'
import { UnsentText } from '#components/form/unsent-text.tsx'
import { useActionForm } from '#components/form/use-action-form.ts'
import { Button } from '#components/ui/button.tsx'

type Language = { locale: string; name: string; title: string; body: string }

type Props = {
  action: FormAction
  item: string
  revision: number
  /** A part has a title only. */
  hasBody: boolean
  languages: readonly Language[]
  texts: Record<'title' | 'body' | 'bodyHint' | 'save' | 'saving', string>
  words: ErrorWords
  signInPath: string
  unsentOwner: string
}

/** One piece in three languages, side by side where there is room. */
export function PieceForm(props: Props) {
  const { action, item, revision, hasBody, languages, texts, words, signInPath, unsentOwner } = props
  const form = useActionForm(action)
  const { state } = form
  const typed = typedIn(state)
  const labels = Object.fromEntries(
    languages.flatMap(({ locale, name }) => [
      [`title-${locale}`, `${texts.title}, ${name}`],
      [`body-${locale}`, `${texts.body}, ${name}`],
    ]),
  )
  return (
    <form action={form.action} onSubmit={form.onSubmit} noValidate>
      <HiddenFields fields={{ item, revision }} />
      <UnsentText name={{ form: `policy/${item}`, owner: unsentOwner }} words={words} warns />
      <FormTrouble state={state} words={words} labels={labels} signInPath={signInPath} />
      <div className="grid gap-x-6 gap-y-8 lg:grid-cols-3">
        {languages.map(({ locale, name, title, body }) => (
          <fieldset key={locale} className="min-w-0 space-y-4">
            <legend className="font-ui text-body font-semibold first-letter:uppercase">{name}</legend>
            <TextField
              compact
              name={`title-${locale}`}
              lang={locale}
              label={texts.title}
              defaultValue={typed[`title-${locale}`] ?? title}
              error={errorOf(state, words, `title-${locale}`)}
              className="max-w-none!"
            />
            {hasBody ? (
              <TextArea
                compact
                name={`body-${locale}`}
                lang={locale}
                label={texts.body}
                hint={texts.bodyHint}
                defaultValue={typed[`body-${locale}`] ?? body}
                error={errorOf(state, words, `body-${locale}`)}
                limit={{ max: 4000, words }}
                rows={10}
                className="max-w-none! font-read!"
              />
            ) : null}
          </fieldset>
        ))}
      </div>
      <div className="mt-5">
        <Button aria-disabled={form.pending}>{form.pending ? texts.saving : texts.save}</Button>
      </div>
    </form>
  )
}
