import type { ComponentProps } from 'react'

type Props = Omit<ComponentProps<'input'>, 'defaultValue'> & {
  label: string
  hint?: string | undefined
  /** Each language by its own name. */
  languages: readonly { code: string; name: string }[]
  defaultValue: string
}

/** One language of several, each in its own words. */
export function LanguageField({ label, hint, languages, defaultValue, ...input }: Props) {
  return (
    <fieldset id={input.name}>
      <legend className="font-semibold">{label}</legend>
      {hint ? <p className="mt-0.5 text-small text-soft">{hint}</p> : null}
      <div className="mt-1 flex flex-wrap gap-x-6">
        {languages.map(({ code, name }) => (
          <label key={code} lang={code} className="flex min-h-11 cursor-pointer items-center gap-2.5">
            <input
              {...input}
              type="radio"
              value={code}
              defaultChecked={code === defaultValue}
              className="size-5 accent-accent"
            />
            {name}
          </label>
        ))}
      </div>
    </fieldset>
  )
}
