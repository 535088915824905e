import { knownTopics } from '#domain/consent/texts/read-catalogue.ts'
import { ApiProblem, type ApiRequest } from './api-answer.ts'

/** 400 for a choice of a topic that there never was, as for any other choice that does not exist. */
export async function refuseUnknownTopic({ ctx }: ApiRequest, { topic }: { topic: string }): Promise<void> {
  if (topic === '' || (await knownTopics(ctx, [topic])).has(topic)) return
  throw new ApiProblem(400, 'invalid-body', { errors: [{ parameter: 'topic', code: 'unknown-choice' }] })
}

/** Of the topics that these choices name, those that there are or were. */
export function topicsOf({ ctx }: ApiRequest, choices: readonly unknown[]): Promise<ReadonlySet<string>> {
  const named = choices.flatMap((one) => {
    const topic = typeof one === 'object' && one !== null && 'topic' in one ? one.topic : null
    return typeof topic === 'string' ? [topic] : []
  })
  return knownTopics(ctx, named)
}
