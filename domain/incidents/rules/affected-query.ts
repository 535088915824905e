import { z } from 'zod'
import { parseEmailAddress } from '#domain/people/rules/email-address.ts'
import { plainText } from '#platform/plain-text.ts'
import { almatyInstant } from '#platform/time/almaty-time.ts'
import { addDays, type LocalDate } from '#platform/time/local-date.ts'
import { incidentReference } from './incident-schemas.ts'

export const PASTED_MAX = 200_000

const optional = <S extends z.ZodType>(schema: S) =>
  z.preprocess((given) => (given === '' ? undefined : given), schema.optional())

/** The people that an incident concerns: everybody that at least one of the parts finds. */
export const affectedQuerySchema = z
  .strictObject({
    reference: incidentReference,
    /** `count` shows how many; `freeze` makes them the list, if they still are as many as were shown. */
    press: z.enum(['count', 'freeze']).default('count'),
    counted: optional(z.coerce.number('wrong').int('wrong').min(0, 'wrong')),
    everybody: optional(z.enum(['portal', 'platform'], 'wrong')),
    category: optional(z.string().max(100)),
    openedBy: optional(z.string().max(254)),
    from: optional(z.iso.date('wrong')),
    to: optional(z.iso.date('wrong')),
    pasted: plainText(PASTED_MAX).default(''),
  })
  .superRefine(({ everybody, category, openedBy, from, to, pasted }, context) => {
    const fault = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message })
    if (!everybody && !category && !openedBy && pasted === '') fault('everybody', 'nothing-chosen')
    if (from && to && to < from) fault('to', 'wrong')
  })
export type AffectedQuery = z.output<typeof affectedQuerySchema>

/** The first instant of the first day to the first of the day after the last; an open end is a day far away. */
export const periodOf = ({ from, to }: { from?: LocalDate | undefined; to?: LocalDate | undefined }) => ({
  from: almatyInstant(from ?? '2000-01-01'),
  to: almatyInstant(addDays(to ?? '2999-12-31', 1)),
})

/** What was pasted: addresses, and what else stands between spaces, commas, semicolons and line ends as ids of the platform. */
export function namedIn(pasted: string): { addresses: string[]; externalIds: string[] } {
  const words = [...new Set(pasted.split(/[\s,;]+/).filter((word) => word !== ''))]
  const addresses = new Set<string>()
  const externalIds: string[] = []
  for (const word of words) {
    const address = word.includes('@') ? parseEmailAddress(word) : null
    if (address?.ok) addresses.add(address.address)
    else externalIds.push(word)
  }
  return { addresses: [...addresses], externalIds }
}
