import { requestKinds, requestStatuses, requestVariants } from '#db/schema/request-codes.ts'
import type { RequestChannel } from './request-state.ts'

export { requestStatuses, requestVariants }

export type RequestKind = (typeof requestKinds)[number]
export type RequestVariant = (typeof requestVariants)[number]

/** A right with its variant, in one text. The first of a right is what it means when no variant is named. */
export const kindNames = [
  'access',
  'rectification',
  'erasure/wish',
  'erasure/unlawful',
  'restriction/disputed',
  'restriction/unlawful',
  'portability',
  'withdrawal/service',
  'withdrawal/optional',
  'objection',
  'question',
] as const

export type KindName = (typeof kindNames)[number]

/** The fields of a form. There is none for a reason: nobody has to justify using a right. */
export type FieldName = 'message' | 'scope' | 'item' | 'correct-value' | 'circumstances' | 'documents'
export type Field = { name: FieldName; required: boolean }

type Rules = {
  fields: readonly Field[]
  /** Releases, changes or destroys data: asks for a fresh proof of who one is. */
  sensitive: boolean
  /** Decided by two people (erasure, release of a package). */
  secondPerson: boolean
}

const must = (name: FieldName): Field => ({ name, required: true })
const may = (name: FieldName): Field => ({ name, required: false })

const releasing = { sensitive: true, secondPerson: true }
const plain = { sensitive: false, secondPerson: false }

// At most three fields: with the visitor's address that makes four. `documents` confirm a fact about the data, never an
// identity: copies of identity documents are not collected (Art. 7(10) of Law 94-V).
export const kinds: Record<KindName, Rules> = {
  access: { fields: [may('message')], ...releasing },
  rectification: {
    fields: [must('item'), must('correct-value'), may('documents')],
    // A corrected address is a way into the account.
    sensitive: true,
    secondPerson: false,
  },
  'erasure/wish': { fields: [may('scope')], ...releasing },
  'erasure/unlawful': { fields: [must('circumstances'), may('documents')], ...releasing },
  'restriction/disputed': { fields: [must('item'), may('message')], ...plain },
  'restriction/unlawful': { fields: [must('circumstances'), may('documents')], ...plain },
  portability: { fields: [may('message')], ...releasing },
  'withdrawal/service': { fields: [], ...releasing },
  'withdrawal/optional': { fields: [may('scope')], ...plain },
  objection: { fields: [may('scope')], ...plain },
  question: { fields: [must('message')], ...plain },
}

/** The kind a right and a variant make, or null when the right has no such variant; the right's first without one. */
export function kindName(kind: string, variant: string = ''): KindName | null {
  const wanted = variant ? `${kind}/${variant}` : kind
  return kindNames.find((name) => name === wanted || (!variant && name.startsWith(`${kind}/`))) ?? null
}

/** The two columns in which a kind is kept. */
export function kindColumns(name: KindName): { kind: RequestKind; variant: RequestVariant } {
  const [right, variant] = name.split('/')
  const kind = requestKinds.find((one) => one === right)
  if (!kind) throw new RangeError(`request kind ${name}`)
  return {
    kind,
    variant: requestVariants.find((one) => one !== '' && one === variant) ?? '',
  }
}

/** A general question goes the same way as a right, without a legal deadline. */
export const isRightKind = (name: KindName) => name !== 'question'

/** Filed by the person in the portal or the platform, and not by letter or telephone. */
export const isFromScreen = (channel: RequestChannel) => channel === 'portal' || channel === 'platform'

/**
 * The portal carries it out itself: deletions, corrections of a value that the person pointed at, and copies for people who can
 * download them. Who asked by telephone or letter can also be answered by letter.
 */
export const isCarriedOut = ({
  kind,
  corrects,
  channel,
}: {
  kind: KindName
  corrects: boolean
  channel: RequestChannel
}) => endsInErasure(kind) || corrects || (isForPackage(kind) && isFromScreen(channel))

/**
 * Requests of deletion, and the withdrawal of consent to the service: without it the account is closed, and nothing about the
 * person may be kept but what a law requires.
 */
export const endsInErasure = (name: KindName) => name.startsWith('erasure/') || name === 'withdrawal/service'

/** Requests for a copy of the data: the portal makes a package, which the person downloads. */
export const isForPackage = (name: KindName) => name === 'access' || name === 'portability'
