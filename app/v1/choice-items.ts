import type { z } from 'zod'
import { programKey } from '#domain/access/program-key.ts'
import type { ChoiceItem } from '#domain/consent/ledger/ledger-item.ts'
import type { BatchItemResult } from '#domain/consent/ledger/record-choices.ts'
import type { RecordedChoice } from '#domain/consent/rules/decide-events.ts'
import { choiceKeyOf, type choicesBody, wishedChoice } from './choice-shapes.ts'
import { unknownPart } from './known-choices.ts'
import { faultsOf } from './read-json.ts'

/** The origins that the portal knows by name; any other is a place in the platform's own interface. */
function ownOrigin(origin: string): ChoiceItem['origin'] {
  if (origin === 'gpc' || origin === 'platform' || origin === 'unsubscribe') return origin
  return `platform:${origin.replace(/^platform:/, '')}`
}

export function itemOf(
  keyId: string,
  person: string,
  given: Omit<z.infer<typeof choicesBody>, 'choices'>,
  wished: readonly z.infer<typeof wishedChoice>[],
  idempotencyKey: string | null | undefined,
): ChoiceItem {
  return {
    person: { externalId: person },
    policyVersion: given.policyVersion,
    locale: given.locale,
    origin: ownOrigin(given.origin),
    signal: given.gpc || given.origin === 'gpc' ? 'gpc' : '',
    idempotencyKey: idempotencyKey ? programKey(keyId, idempotencyKey) : null,
    choices: wished.map(({ decision, basedOnSeq: based, wordsSha256: hash, ...choice }) => ({
      ...choiceKeyOf(choice),
      decision,
      basedOnSeq: based,
      textSha256: hash,
    })),
  }
}

export const shownChoice = (made: RecordedChoice) => ({
  ...shownStatus(made.status),
  purpose: made.purpose,
  topic: made.topic || null,
  channel: made.channel || null,
  decision: made.decision,
  seq: made.seq,
  recordedAt: made.recordedAt ? new Date(made.recordedAt).toISOString() : null,
  receiptId: made.eventId ?? null,
})

const shownStatus = (status: RecordedChoice['status']) =>
  status === 'recorded' || status === 'stale'
    ? { status }
    : { status: 'refused' as const, code: status === 'key-reused' ? keyReused : status }

const keyReused = 'idempotency-key-reused'

type Fault = { parameter: string; code: string }

/**
 * The valid choices, and the errors of the others: an invalid choice does not stop the others. `known`: the purposes and topics
 * that there are or were.
 */
export function readWished(given: readonly unknown[], known: ReadonlySet<string>) {
  const wished: z.infer<typeof wishedChoice>[] = []
  const errors: Fault[] = []
  for (const [place, one] of given.entries()) {
    const parsed = wishedChoice.safeParse(one)
    const unknown = parsed.success ? unknownPart(parsed.data, known) : null
    if (parsed.success && unknown === null) wished.push(parsed.data)
    else if (parsed.success) errors.push({ parameter: `choices.${place}.${unknown}`, code: 'unknown-choice' })
    else
      errors.push(
        ...faultsOf(parsed.error.issues).map(({ parameter, code }) => ({
          parameter: ['choices', place, ...(parameter === 'body' ? [] : [parameter])].join('.'),
          code,
        })),
      )
  }
  return { wished, errors }
}

/** Why not everything was recorded; null: it was. */
export function refusalOf(result: BatchItemResult | undefined, errors: readonly Fault[]): string | null {
  if (!result || !('choices' in result)) return result?.status ?? 'not-recorded'
  if (errors.length > 0) return 'partly-refused'
  if (result.status === 'key-reused') return keyReused
  return result.choices.find(({ status }) => status !== 'recorded')?.status ?? null
}
