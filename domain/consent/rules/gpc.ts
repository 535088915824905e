import type { Decision, PurposeCode, Signal } from './catalogue.ts'

/** The purposes that Global Privacy Control is about: those for which a person's activity is counted and studied. */
export const signalledPurposes = ['analytics', 'improvement'] as const
export type SignalledPurpose = (typeof signalledPurposes)[number]

/** True for a purpose that Global Privacy Control is about. */
export const isSignalled = (purpose: PurposeCode): purpose is SignalledPurpose =>
  signalledPurposes.some((signalled) => signalled === purpose)

/** The signal of a request by its header `Sec-GPC`: on only when it is exactly `1` (W3C, Global Privacy Control, 3.2). */
export function signalOf(header: string | null | undefined): Signal {
  return header === '1' ? 'gpc' : ''
}

/**
 * Choices that are on although the browser sends the signal, and were not made under it: the person is asked about
 * these, once. A choice made under the signal is later and explicit, and wins.
 */
export function againstSignal<
  State extends { purpose: PurposeCode; decision: Decision | null; signal: Signal },
>(standing: readonly State[]): (State & { purpose: SignalledPurpose })[] {
  return standing.flatMap((one) => {
    const { purpose } = one
    return isSignalled(purpose) && one.decision === 'granted' && one.signal !== 'gpc'
      ? [{ ...one, purpose }]
      : []
  })
}
