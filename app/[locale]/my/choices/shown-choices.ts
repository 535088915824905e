import type { Said, ShownChoice } from '#components/choices/choice-texts.ts'
import { readChoices } from '#domain/consent/ledger/read-choices.ts'
import { choiceName } from '#domain/consent/rules/catalogue.ts'
import { readConsentTexts } from '#domain/consent/texts/consent-texts.ts'
import { currentVersion } from '#domain/policy/versions/read-policy.ts'
import { choiceTitle } from '#i18n/choice-title.ts'
import { newId } from '#platform/ids.ts'
import type { SubjectContext } from '../../../_server/session/request-context.ts'

/** What the answer to a plain POST says, of which choice. */
export type Answered = { said: Said; name: string } | undefined

/** The current choices with the texts whose hash is sent with a change. */
export async function shownChoices(ctx: SubjectContext, answered: Answered) {
  const standing = await readChoices(ctx, ctx.actor.subjectId)
  const words = await readConsentTexts(ctx, ctx.locale)
  const policyVersion = await currentVersion(ctx)
  const titles = new Map(words.map((one) => [choiceName({ ...one, channel: '' }), one.words.title ?? '']))
  const wordsOf = (purpose: string, topic = '') =>
    words.find((one) => one.purpose === purpose && one.topic === topic)
  const shown = standing.flatMap((one): ShownChoice[] => {
    const beside = wordsOf(one.purpose, one.topic)
    if (one.purpose === 'service' || !beside) return []
    const { name, purpose, topic, channel, decision, seq, expiresAt } = one
    const term = beside.termMonths === undefined ? {} : { termMonths: beside.termMonths }
    const said = answered?.name === name ? { said: answered.said } : {}
    return [
      {
        name,
        title: choiceTitle(ctx.locale, one, titles),
        purpose,
        topic,
        channel,
        decision: decision ?? 'withdrawn',
        seq,
        policyVersion,
        expiresAt,
        ...term,
        textSha256: beside.sha256,
        idempotencyKey: newId(),
        ...said,
      },
    ]
  })
  const service = standing.find((one) => one.purpose === 'service')
  return { shown, wordsOf: (purpose: string, topic = '') => wordsOf(purpose, topic)?.words ?? {}, service }
}

/** What the address of an answer says: `?saved=analytics`. */
export function answeredBy(query: Record<string, string | string[] | undefined>): Answered {
  for (const said of ['saved', 'undone', 'stale'] as const) {
    const name = query[said]
    if (typeof name === 'string') return { said, name }
  }
  return undefined
}
