/** The three parts of the policy's clause on collected data, and the portal's own records. */
export const dataCategories = ['registration', 'learning', 'technical', 'portal'] as const
/** Why processing is lawful (Art. 7, 9, 24, 25 of Law 94-V). */
export const legalBases = ['consent', 'protection', 'proof-of-consent', 'rights-of-subjects'] as const
export const fieldKinds = ['text', 'number', 'yes-no', 'moment', 'date', 'json', 'file'] as const
export const sourceKinds = ['portal', 'postgresql', 'http'] as const
/** Why a source could not do what was asked. Nothing was changed. */
export const sourceFailures = [
  'unavailable',
  'refused',
  'not-configured',
  'not-supported',
  'unreadable',
  'stopped',
] as const
/** `waiting`: the person can still cancel. `drifted`: the counts changed and somebody must look. `incomplete`: ended with a source skipped. */
export const erasureStates = [
  'waiting',
  'drifted',
  'erasing',
  'stuck',
  'done',
  'incomplete',
  'cancelled',
] as const
/** `nothing`: no record was found, which is another thing than erased. `unidentified`: the source does not know the person. */
export const erasureItemStates = [
  'waiting',
  'erased',
  'nothing',
  'kept',
  'unidentified',
  'failed',
  'skipped',
  'by-hand',
] as const
/**
 * `collecting`: the worker reads the sources. `stuck`: a source failed. `ready`: staff look at it. `releasing`: the worker reads it
 * back. `expired`: the file was deleted and can be made again.
 */
export const packageStates = [
  'collecting',
  'stuck',
  'ready',
  'releasing',
  'released',
  'expired',
  'cancelled',
] as const
/** `nothing`: no record was found. `unidentified`: the source does not know the person. `skipped`: failed, and staff said why. */
export const packageItemStates = [
  'waiting',
  'included',
  'nothing',
  'unidentified',
  'failed',
  'skipped',
] as const
