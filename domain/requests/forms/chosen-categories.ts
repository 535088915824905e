import { dataCategories } from '#db/schema/fulfilment-codes.ts'

type Category = (typeof dataCategories)[number]

/** The categories that a person chose for a copy, in the order of the policy; null: all. */
export function chosenCategories(details: { categories?: string }): readonly Category[] | null {
  const named = details.categories?.split(',') ?? []
  const chosen = dataCategories.filter((one) => named.includes(one))
  return chosen.length === 0 || chosen.length === dataCategories.length ? null : chosen
}
