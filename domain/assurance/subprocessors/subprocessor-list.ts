import { daysBetween } from '#platform/time/local-date.ts'

/** What decides which entry holds: the later day, of one day the later record. */
type Dated = { subprocessorId: string; entry: 'state' | 'end'; effectiveOn: string; recordedAt: Date }

const inOrder = (a: Dated, b: Dated) =>
  a.effectiveOn.localeCompare(b.effectiveOn) || a.recordedAt.getTime() - b.recordedAt.getTime()

export type SubprocessorList<Entry> = {
  /** What holds on the day, without what has ended. */
  current: Entry[]
  /** What is said of later days: a new one, a change, an end. In the order of their days. */
  announced: Entry[]
  /** Has ended, by its last entry. */
  ended: Entry[]
}

/** The register on a day in Almaty, by its entries. An entry that another one of the same day replaced is history. */
export function listOn<Entry extends Dated>(
  entries: readonly Entry[],
  today: string,
): SubprocessorList<Entry> {
  const list: SubprocessorList<Entry> = { current: [], announced: [], ended: [] }
  for (const own of Map.groupBy(entries, ({ subprocessorId }) => subprocessorId).values()) {
    const sorted = own.toSorted(inOrder)
    const now = sorted.findLast(({ effectiveOn }) => effectiveOn <= today)
    if (now) list[now.entry === 'state' ? 'current' : 'ended'].push(now)
    const ahead = sorted.filter(({ effectiveOn }) => effectiveOn > today)
    list.announced.push(...ahead.filter((one, at) => ahead[at + 1]?.effectiveOn !== one.effectiveOn))
  }
  list.announced.sort(inOrder)
  return list
}

/** So many days before an agreement ends the dashboard and the register say so. */
export const AGREEMENT_SOON_DAYS = 60

export type AgreementState = 'none' | 'valid' | 'soon' | 'over'

/** How an agreement stands on a day: of what ends that day the day itself still counts. */
export function agreementState(
  { agreementOn, agreementEndsOn }: { agreementOn: string | null; agreementEndsOn: string | null },
  today: string,
): AgreementState {
  if (agreementOn === null) return 'none'
  if (agreementEndsOn === null) return 'valid'
  if (agreementEndsOn < today) return 'over'
  return daysBetween(today, agreementEndsOn) <= AGREEMENT_SOON_DAYS ? 'soon' : 'valid'
}

type InThree = { kk: string; ru: string; en: string }

const plain = (text: string) => text.normalize('NFKC').trim().toLowerCase()

/** Recipients that the operator's settings name and no entry does: a name that is equal in any language is the same. */
export function notInRegister<Recipient extends { name: InThree }>(
  recipients: readonly Recipient[],
  entries: readonly { name: InThree }[],
): Recipient[] {
  const known = new Set(entries.flatMap(({ name }) => Object.values(name).map(plain)))
  return recipients.filter(({ name }) => !Object.values(name).some((one) => known.has(plain(one))))
}
