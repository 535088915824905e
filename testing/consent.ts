import { purposeCodes, topicCodes } from '#db/schema/consent-codes.ts'
import { type Context, contextFor } from '#domain/access/context.ts'
import { locales } from '#domain/access/locale.ts'
import { recordChoices } from '#domain/consent/ledger/record-choices.ts'
import { type RecordChoicesInput, recordChoicesSchema } from '#domain/consent/rules/choice-schemas.ts'
import { type ConsentText, publishConsentTexts } from '#domain/consent/texts/consent-texts.ts'
import { readOperator } from '#domain/policy/operator/operator.ts'
import { recordOperator } from '#domain/policy/operator/record-operator.ts'
import { publishVersion } from '#domain/policy/versions/publish-version.ts'
import { currentVersion } from '#domain/policy/versions/read-policy.ts'
import { newId } from '#platform/ids.ts'
import { testPortal } from './people.ts'

/** A portal for one test file in which choices can be recorded, under words with a term or without. */
export async function consentPortal(termMonths?: number, settings: Record<string, string> = {}) {
  const portal = await testPortal(settings)
  const services = { ...portal.services, database: portal.database.owner }
  const owner = contextFor(services, { actor: { kind: 'system', task: 'test' }, locale: 'ru' })
  const publishPolicy = (version: number) => {
    const clauses = [{ id: 'data.learning', title: 'L', body: `B${version}` }]
    const text = { title: 'P', introduction: 'I', parts: [{ id: 'data', title: 'D', clauses }] }
    const summary = { kk: 's', ru: 's', en: 's' }
    const dates = { lastUpdatedOn: '2025-01-15', effectiveOn: null, material: false }
    return publishVersion(owner, { version, ...dates, summary, texts: { kk: text, ru: text, en: text } })
  }
  const publish = async (title: string, months = termMonths) => {
    for (const locale of locales) await publishConsentTexts(owner, locale, wordsOf(title, months))
  }
  const operator = readOperator(services.env)
  await publishPolicy(1)
  await publish('first')
  await recordOperator(owner, operator)
  return { ...portal, owner, operator, publishPolicy, publishTestWords: publish }
}

export type ConsentPortal = Awaited<ReturnType<typeof consentPortal>>

function wordsOf(title: string, termMonths?: number): ConsentText[] {
  const term = (isOptional: boolean) => (termMonths && isOptional ? { termMonths } : {})
  const facts = { thirdParties: 'no', abroad: 'no', published: 'no', storage: 'KZ' }
  const words = { title, what: 'Зачем', data: 'Данные', term: 'Срок', ...facts }
  return [
    ...purposeCodes.map((purpose) => ({
      purpose,
      topic: '' as const,
      words,
      ...term(!['service', 'support', 'security'].includes(purpose)),
    })),
    ...topicCodes.map((topic) => ({ purpose: 'communication' as const, topic, words, ...term(true) })),
  ]
}

type Choice = Partial<RecordChoicesInput['choices'][number]> & { decision: 'granted' | 'withdrawn' }

/** Records one choice, analytics unless another is named; the id of its event. */
export async function decide(
  ctx: Context,
  subjectId: string,
  choice: Choice,
  given: Partial<RecordChoicesInput> = {},
): Promise<string> {
  const input = recordChoicesSchema.parse({
    policyVersion: await currentVersion(ctx),
    origin: 'choices',
    idempotencyKey: newId(),
    ...given,
    choices: [{ purpose: 'analytics', ...choice }],
  })
  const result = await recordChoices(ctx, subjectId, input)
  const eventId = 'choices' in result ? result.choices[0]?.eventId : undefined
  if (!eventId) throw new Error(`nothing was recorded: ${JSON.stringify(result)}`)
  return eventId
}
