import type { dataCategories } from '#db/schema/fulfilment-codes.ts'

export type CategoryChoice = {
  legend: string
  hint: string
  /** `contents`: what there is of it today, by kind, with numbers. */
  options: { category: (typeof dataCategories)[number]; label: string; contents: string }[]
}

type Props = CategoryChoice & {
  /** The categories that were chosen before the form came back; null: everything. */
  chosen: readonly string[] | null
  error: string | undefined
}

/** What a copy is to have: a table of contents to choose from. Everything is chosen unless the person clears it. */
export function CategoryField({ legend, hint, options, chosen, error }: Props) {
  return (
    <fieldset
      className="mb-6 max-w-measure"
      aria-describedby={error ? 'categories-hint categories-error' : 'categories-hint'}
    >
      <legend className="font-semibold">{legend}</legend>
      <p id="categories-hint" className="text-small text-soft">
        {hint}
      </p>
      {/* Sent also when nothing is chosen, so that nothing is told from everything. */}
      <input type="hidden" name="categories" value="" />
      {options.map(({ category, label, contents }) => (
        <label key={category} className="choice-line">
          <input
            type="checkbox"
            name="categories"
            value={category}
            defaultChecked={chosen === null || chosen.includes(category)}
          />
          <span>
            <span className="font-semibold">{label}</span>
            <span className="block text-small text-soft">{contents}</span>
          </span>
        </label>
      ))}
      {error ? (
        <p id="categories-error" className="mt-1 text-small font-semibold text-broken">
          {error}
        </p>
      ) : null}
    </fieldset>
  )
}
