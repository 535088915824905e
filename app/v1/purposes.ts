import { z } from 'zod'
import { channelCodes, purposeCodes } from '#db/schema/consent-codes.ts'
import { switchPurposes } from '#domain/consent/rules/catalogue.ts'
import { readConsentTexts } from '#domain/consent/texts/consent-texts.ts'
import { readCatalogue } from '#domain/consent/texts/read-catalogue.ts'
import { INTEGER_MAX } from '#platform/column-bounds.ts'
import { open } from './api-answer.ts'
import { sha256, topic } from './choice-shapes.ts'
import { defineCall } from './define-call.ts'
import { localeParameter } from './parameters.ts'

const isSwitch = (purpose: string) =>
  purpose === 'communication' || switchPurposes.some((one) => one === purpose)

const words = z.strictObject({
  topic: topic.nullable(),
  version: z.int().min(1).max(INTEGER_MAX),
  sha256,
  text: z.record(z.string(), z.string()),
})
const purpose = z.strictObject({
  purpose: z.enum(purposeCodes),
  isSwitch: z.boolean(),
  topics: z.array(topic),
  channels: z.array(z.enum(channelCodes)),
  words: z.array(words),
})

/** GET /purposes: every purpose, whether it has a switch, and its current text with hash. */
export const getPurposes = defineCall({
  method: 'GET',
  route: '/purposes',
  operationId: 'getPurposes',
  tag: 'Policy',
  summary: 'Purposes, and the words that people are shown for them',
  scope: null,
  query: z.strictObject({ locale: localeParameter }),
  answerHeaders: ['Content-Language'],
  answer: z.strictObject({ items: z.array(purpose), next: z.null() }),
  run: async (request, { query: asked }) => {
    const shown = await readConsentTexts(request.ctx, asked.locale)
    const { topics } = await readCatalogue(request.ctx)
    const items = purposeCodes.map((code) => ({
      purpose: code,
      isSwitch: isSwitch(code),
      topics: code === 'communication' ? topics.map((one) => one.code) : [],
      channels: code === 'communication' ? channelCodes : [],
      words: shown
        .filter((one) => one.purpose === code)
        .map((one) => ({
          topic: one.topic || null,
          version: one.version,
          sha256: one.sha256,
          text: one.words,
        })),
    }))
    const answer = open({ items, next: null })
    return { ...answer, headers: { ...answer.headers, 'content-language': asked.locale } }
  },
})
