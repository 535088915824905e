import type { OwnRequestListItem } from '#domain/requests/record/request-views.ts'
import type { KindName } from '#domain/requests/rules/kinds.ts'
import type { RequestStatus } from '#domain/requests/rules/request-state.ts'
import type { Locale } from '#i18n/locales.ts'
import { messages } from '#i18n/messages.ts'
import { translator } from '#i18n/translator.ts'
import { type State, StateMark, stateColour } from '../ui/state-mark.tsx'

/** The reader: the person or a staff member. */
export type Side = 'person' | 'staff'

type KindSlug = keyof (typeof messages)['en']['case']['kinds']

/** What a kind of request is called: “Deletion of data”. */
export function kindTitle(locale: Locale, kind: KindName): string {
  return messages[locale].case.kinds[kindSlug(kind)]
}

/** A kind as used in addresses and message keys: `erasure-wish`. */
export const kindSlug = (kind: KindName) => kind.replace('/', '-') as KindSlug

/** A status in plain words. */
export function statusWord(
  locale: Locale,
  { status, kind, decided = false }: { status: RequestStatus; kind: KindName; decided?: boolean },
  side: Side = 'person',
): string {
  const { case: words } = messages[locale]
  if (status === 'fulfilled' && kind === 'question') return words.status.answered
  if (decided && side === 'person') return words.status.decided
  if (status === 'awaiting-person' && side === 'staff') return words.staffStatus[status]
  return words.status[status]
}

const tones: Record<RequestStatus, State> = {
  'awaiting-verification': 'due',
  received: 'plain',
  'in-progress': 'plain',
  'awaiting-person': 'due',
  'awaiting-approval': 'plain',
  fulfilled: 'kept',
  refused: 'broken',
  cancelled: 'plain',
  lapsed: 'plain',
}

type Props = {
  locale: Locale
  request: Pick<OwnRequestListItem, 'status' | 'kind' | 'overdue'> & { decided?: boolean }
  side?: Side
}

/** The status and, where its term has passed, that too; each word with its shape. */
export function StatusWord({ locale, request, side = 'person' }: Props) {
  const t = translator(locale, 'case')
  // For staff, a request that waits for the person waits for nobody here.
  const tone = side === 'staff' && request.status === 'awaiting-person' ? 'plain' : tones[request.status]
  return (
    <span className="inline-flex flex-wrap items-baseline gap-x-4">
      <Marked tone={tone} word={statusWord(locale, request, side)} />
      {request.overdue ? <Marked tone="broken" word={t('deadline.overdue')} /> : null}
    </span>
  )
}

function Marked({ tone, word }: { tone: State; word: string }) {
  return (
    <span
      className={`inline-flex items-baseline gap-2 font-semibold ${tone === 'plain' ? 'text-ink' : stateColour[tone]}`}
    >
      {tone === 'plain' ? null : <StateMark state={tone} />}
      {word}
    </span>
  )
}
