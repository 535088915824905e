import type { Decision, PurposeCode, Signal } from './catalogue.ts'

/** What Global Privacy Control is asked about: what a person's doings are counted and studied for. */
export const signalledPurposes = ['analytics', 'improvement'] as const
export type SignalledPurpose = (typeof signalledPurposes)[number]

/** The signal of a request by its header `Sec-GPC`: on only when it is exactly `1` (W3C, Global Privacy Control, 3.2). */
export function signalOf(header: string | null | undefined): Signal {
  return header === '1' ? 'gpc' : ''
}

/**
 * What stands on although the browser asks otherwise, and was not chosen while it asked: the person is asked about these,
 * once. A choice made under the signal is the later and explicit one, and wins.
 */
export function againstSignal<State extends { purpose: PurposeCode; decision: Decision; signal: Signal }>(
  standing: readonly State[],
): (State & { purpose: SignalledPurpose })[] {
  return standing.flatMap((one) => {
    const purpose = signalledPurposes.find((signalled) => signalled === one.purpose)
    return purpose && one.decision === 'granted' && one.signal !== 'gpc' ? [{ ...one, purpose }] : []
  })
}
