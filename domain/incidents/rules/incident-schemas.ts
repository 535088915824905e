import { z } from 'zod'
import { incidentData, incidentRisks, incidentSystems, noticeDuties } from '#db/schema/incidents-codes.ts'
import { plainText } from '#platform/plain-text.ts'
import { TEXT_MAX } from './text-max.ts'

const LINE_MAX = 200

/** The reference of an incident; one that does not exist is not found. */
export const incidentReference = z.string().min(1, 'wrong').max(20, 'wrong')
const reference = incidentReference

/** A form sends one value as a string, several as a list, and none not at all. */
const several = <Codes extends readonly [string, ...string[]]>(codes: Codes) =>
  z.preprocess(
    (given) => (given === undefined || given === '' ? [] : [given].flat()),
    z.array(z.enum(codes, 'wrong')).min(1, 'required'),
  )

const facts = {
  title: plainText(LINE_MAX, 1),
  what: plainText(TEXT_MAX, 1),
  data: several(incidentData),
  systems: several(incidentSystems),
  risk: z.enum(incidentRisks, 'required'),
  measures: plainText(TEXT_MAX, 1),
}

/** What is known of an incident; encrypted. */
export const incidentFactsSchema = z.strictObject(facts)
export type IncidentFacts = z.output<typeof incidentFactsSchema>

/** Date and time in Almaty when it was noticed. */
export const openIncidentSchema = z.strictObject({
  ...facts,
  noticedOn: z.iso.date('wrong'),
  noticedTime: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'wrong'),
})
export type OpenIncidentInput = z.output<typeof openIncidentSchema>

export const amendIncidentSchema = z.strictObject({ reference, ...facts })

const inLanguage = {
  what: plainText(TEXT_MAX, 1),
  measures: plainText(TEXT_MAX, 1),
  advice: plainText(TEXT_MAX, 1),
}

/** What notices say, in one language. */
export const noticeTextSchema = z.strictObject(inLanguage)
export type NoticeText = z.output<typeof noticeTextSchema>

export const noticeTextsSchema = z.strictObject({
  kk: noticeTextSchema,
  ru: noticeTextSchema,
  en: noticeTextSchema,
})
export type NoticeTexts = z.output<typeof noticeTextsSchema>

export const writeNoticeSchema = z.strictObject({
  reference,
  'what-kk': inLanguage.what,
  'measures-kk': inLanguage.measures,
  'advice-kk': inLanguage.advice,
  'what-ru': inLanguage.what,
  'measures-ru': inLanguage.measures,
  'advice-ru': inLanguage.advice,
  'what-en': inLanguage.what,
  'measures-en': inLanguage.measures,
  'advice-en': inLanguage.advice,
})

/** A step that needs at most a note. What a notice is not needed for must have its reason. */
export const incidentStepSchema = z.discriminatedUnion('step', [
  z.strictObject({ reference, step: z.literal('notify-authority'), note: plainText(TEXT_MAX, 1) }),
  z.strictObject({ reference, step: z.literal('notify-subjects') }),
  z.strictObject({
    reference,
    step: z.literal('propose-no-notice'),
    duty: z.enum(noticeDuties, 'wrong'),
    note: plainText(TEXT_MAX, 1),
  }),
  z.strictObject({ reference, step: z.literal('confirm-no-notice'), duty: z.enum(noticeDuties, 'wrong') }),
  z.strictObject({ reference, step: z.literal('reject-no-notice'), duty: z.enum(noticeDuties, 'wrong') }),
  z.strictObject({ reference, step: z.literal('close'), note: plainText(TEXT_MAX, 1) }),
])
export type IncidentStepInput = z.output<typeof incidentStepSchema>
