/** The three parts of the policy's clause on collected data, and the portal's own records. */
export const dataCategories = ['registration', 'learning', 'technical', 'portal'] as const
/** Why processing is lawful (Art. 7, 9, 24, 25 of Law 94-V). */
export const legalBases = ['consent', 'protection', 'proof-of-consent', 'rights-of-subjects'] as const
export const fieldKinds = ['text', 'number', 'yes-no', 'moment', 'date', 'json', 'file'] as const
export const sourceKinds = ['portal', 'postgresql', 'http'] as const
/** Why a source could not do what was asked. Nothing was changed. `pending`: it answers later. */
export const sourceFailures = [
  'unavailable',
  'refused',
  'not-configured',
  'not-supported',
  'unreadable',
  'stopped',
  'pending',
] as const
/** Why a correction stops: the person's data is blocked; the record is gone, or holds neither the old value nor the new one. */
export const correctionFailures = ['blocked', 'record-gone', 'other-value'] as const
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
/**
 * `nothing`: no record was found, which is another thing than erased. `unidentified`: the source does not know the person.
 * `expired`: a law kept it, and it was deleted when its time was over.
 */
export const erasureItemStates = [
  'waiting',
  'erased',
  'nothing',
  'kept',
  'expired',
  'unidentified',
  'failed',
  'skipped',
  'by-hand',
] as const
/**
 * Types of requests to another system, as OpenDSR names them; restriction and objection after Art. 18 and 21 of the GDPR. `canary`: make the
 * records of the test person.
 */
export const sourceCallTypes = [
  'access',
  'erasure',
  'rectification',
  'restriction',
  'objection',
  'canary',
] as const
/** What is tried with the test person, in this order. */
export const canarySteps = ['make', 'collect', 'correct', 'restrict', 'object', 'erase'] as const
/** Statuses of such a request (OpenDSR 2.0). */
export const sourceCallStatuses = ['pending', 'in_progress', 'completed', 'cancelled'] as const
/** What a source is asked to change. `profile`: what the person changed in their own profile. */
export const sourceChangeKinds = [
  'correct',
  'profile',
  'restrict',
  'lift',
  'object',
  'end-objection',
] as const
/** `nothing`: no record was found. `not-concerned`: the system does nothing of what was objected to. `overtaken`: a newer change of the same field was made. */
export const sourceChangeStates = [
  'waiting',
  'done',
  'nothing',
  'not-concerned',
  'unidentified',
  'failed',
  'skipped',
  'by-hand',
  'overtaken',
] as const
/** Whether somebody outside was told that what they received was corrected. */
export const recipientStates = ['to-tell', 'told', 'answered', 'not-told'] as const
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
/**
 * `nothing`: no record was found. `not-chosen`: the person chose other categories. `unidentified`: the source does not know the
 * person. `skipped`: failed, and staff said why.
 */
export const packageItemStates = [
  'waiting',
  'included',
  'nothing',
  'not-chosen',
  'unidentified',
  'failed',
  'skipped',
] as const
/** Statistics that a consent allows: of courses (purpose `analytics`), and of what people do on the platform (`improvement`). */
export const usageStatistics = ['courses', 'behaviour'] as const
/** What is counted in a month: people. `tested` and `passed`: people who took a test, and who passed one. */
export const usageMeasures = ['active', 'enrolled', 'progressed', 'completed', 'tested', 'passed'] as const
