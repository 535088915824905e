'use client'

import { type ErrorWords, type FormAction, typedIn } from '#components/form/action-state.ts'
import { errorOf, FormTrouble } from '#components/form/form-trouble.tsx'
import { HiddenFields } from '#components/form/hidden-fields.tsx'
import { TextArea } from '#components/form/text-area.tsx'
import { UnsentText } from '#components/form/unsent-text.tsx'
import { useActionForm } from '#components/form/use-action-form.ts'
import { Button } from '#components/ui/button.tsx'
import type { NoticeTexts } from '#domain/incidents/rules/incident-schemas.ts'
import { TEXT_MAX } from '#domain/incidents/rules/text-max.ts'

const parts = ['what', 'measures', 'advice'] as const

type Props = {
  action: FormAction
  reference: string
  notice: NoticeTexts | null
  languages: readonly { locale: keyof NoticeTexts; name: string }[]
  texts: Record<(typeof parts)[number] | 'save' | 'saving', string>
  words: ErrorWords
  signInPath: string
  unsentOwner: string
}

/** What notices say, in three languages side by side where there is room. */
export function NoticeForm(props: Props) {
  const { action, reference, notice, languages, texts, words, signInPath, unsentOwner } = props
  const form = useActionForm(action)
  const { state } = form
  const typed = typedIn(state)
  const labels = Object.fromEntries(
    languages.flatMap(({ locale, name }) =>
      parts.map((part) => [`${part}-${locale}`, `${texts[part]}, ${name}`]),
    ),
  )
  const wrong = (name: string) => errorOf(state, words, name)
  return (
    <form action={form.action} onSubmit={form.onSubmit} noValidate>
      <HiddenFields fields={{ reference }} />
      <UnsentText name={{ form: `incidents/${reference}/notice`, owner: unsentOwner }} words={words} warns />
      <FormTrouble state={state} words={words} labels={labels} signInPath={signInPath} />
      <div className="grid gap-x-6 gap-y-8 lg:grid-cols-3">
        {languages.map(({ locale, name }) => (
          <fieldset key={locale} className="min-w-0 space-y-4">
            <legend className="font-ui text-body font-semibold">{name}</legend>
            {parts.map((part) => (
              <TextArea
                key={part}
                compact
                name={`${part}-${locale}`}
                lang={locale}
                label={texts[part]}
                defaultValue={typed[`${part}-${locale}`] ?? notice?.[locale][part]}
                error={wrong(`${part}-${locale}`)}
                limit={{ max: TEXT_MAX, words }}
                className="max-w-none!"
              />
            ))}
          </fieldset>
        ))}
      </div>
      <div className="mt-5">
        <Button look="plain" aria-disabled={form.pending}>
          {form.pending ? texts.saving : texts.save}
        </Button>
      </div>
    </form>
  )
}
