import { described, FieldError } from '#components/form/field.tsx'

type Props = {
  legend: string
  name: string
  roles: readonly { code: string; word: string; hint: string }[]
  held: readonly string[]
  error?: string | undefined
}

export function RoleChoice({ legend, name, roles, held, error }: Props) {
  return (
    <fieldset id={name} {...described({ id: name, error })}>
      <legend className="font-semibold">{legend}</legend>
      <div className="mt-1">
        {roles.map(({ code, word, hint }) => (
          <label key={code} className="flex min-h-11 w-fit cursor-pointer items-start gap-3 py-2">
            <input
              type="checkbox"
              name={name}
              value={code}
              defaultChecked={held.includes(code)}
              className="mt-0.5 size-5 shrink-0 accent-accent"
            />
            <span>
              {word}
              <span className="block text-small text-soft">{hint}</span>
            </span>
          </label>
        ))}
      </div>
      <FieldError id={name} reserved>
        {error}
      </FieldError>
    </fieldset>
  )
}
