'use client'

import { type ErrorWords, type FormAction, typedIn } from '#components/form/action-state.ts'
import { CheckboxField } from '#components/form/checkbox-field.tsx'
import { errorOf, FormTrouble } from '#components/form/form-trouble.tsx'
import type { Option } from '#components/form/radio-field.tsx'
import { TextField } from '#components/form/text-field.tsx'
import { useActionForm } from '#components/form/use-action-form.ts'
import { Button } from '#components/ui/button.tsx'

type Props = {
  action: FormAction<{ staffId: string }>
  roles: readonly Option[]
  languages: readonly { code: string; name: string }[]
  locale: string
  texts: { email: string; fullName: string; roles: string; locale: string; send: string; sending: string }
  words: ErrorWords
  signInPath: string
}

export function InviteForm({ action, roles, languages, locale, texts, words, signInPath }: Props) {
  const form = useActionForm(action)
  const { state } = form
  const typed = typedIn(state)
  const error = (field: string) => errorOf(state, words, field)
  return (
    <form action={form.action} onSubmit={form.onSubmit} noValidate className="space-y-1">
      <FormTrouble
        state={state}
        words={words}
        labels={{ email: texts.email, fullName: texts.fullName, roles: texts.roles }}
        signInPath={signInPath}
      />
      <TextField
        name="email"
        type="email"
        autoComplete="off"
        spellCheck={false}
        label={texts.email}
        defaultValue={typed.email}
        error={error('email')}
      />
      <TextField
        name="fullName"
        autoComplete="off"
        label={texts.fullName}
        defaultValue={typed.fullName}
        error={error('fullName')}
      />
      <CheckboxField
        label={texts.roles}
        name="roles"
        options={roles}
        chosen={typed.roles?.split(',') ?? []}
        error={error('roles')}
      />
      <fieldset>
        <legend className="font-semibold">{texts.locale}</legend>
        <div className="mt-1 mb-4 flex flex-wrap gap-x-6">
          {languages.map(({ code, name }) => (
            <label key={code} lang={code} className="flex min-h-11 cursor-pointer items-center gap-2.5">
              <input
                type="radio"
                name="locale"
                value={code}
                defaultChecked={code === (typed.locale ?? locale)}
                className="size-5 accent-accent"
              />
              {name}
            </label>
          ))}
        </div>
      </fieldset>
      <Button aria-disabled={form.pending}>{form.pending ? texts.sending : texts.send}</Button>
    </form>
  )
}
