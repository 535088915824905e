import { choiceName } from '#domain/consent/rules/catalogue.ts'
import { knownChoices } from '#domain/consent/texts/read-catalogue.ts'
import { ApiProblem, type ApiRequest } from './api-answer.ts'

type Named = { purpose: string; topic?: string | null | undefined }

/** The purpose with its topic: what a choice is about, whatever its channel. */
const nameOf = ({ purpose, topic }: Named) => choiceName({ purpose, topic: topic ?? '', channel: '' })

/** What of a choice there never was, as an error names it; null: it exists, or did. */
export const unknownPart = (choice: Named, known: ReadonlySet<string>): 'topic' | 'purpose' | null =>
  known.has(nameOf(choice)) ? null : choice.topic ? 'topic' : 'purpose'

/** 400 for a choice of a purpose or topic that there never was, as for any other choice that does not exist. */
export async function refuseUnknownChoice({ ctx }: ApiRequest, choice: Named): Promise<void> {
  const part = unknownPart(choice, await knownChoices(ctx, [nameOf(choice)]))
  if (part === null) return
  throw new ApiProblem(400, 'invalid-body', { errors: [{ parameter: part, code: 'unknown-choice' }] })
}

/** Of the purposes and topics that these choices name, those that there are or were. */
export function choicesKnownOf(
  { ctx }: ApiRequest,
  choices: readonly unknown[],
): Promise<ReadonlySet<string>> {
  const named = choices.flatMap((one) => {
    if (typeof one !== 'object' || one === null || !('purpose' in one)) return []
    const { purpose } = one
    const topic = 'topic' in one && typeof one.topic === 'string' ? one.topic : null
    return typeof purpose === 'string' ? [nameOf({ purpose, topic })] : []
  })
  return knownChoices(ctx, named)
}
