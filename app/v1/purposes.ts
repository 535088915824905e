import { z } from 'zod'
import { channelCodes } from '#db/schema/consent-codes.ts'
import { allPurposes } from '#domain/consent/rules/catalogue.ts'
import { readConsentTexts } from '#domain/consent/texts/consent-texts.ts'
import { readCatalogue } from '#domain/consent/texts/read-catalogue.ts'
import { INTEGER_MAX } from '#platform/column-bounds.ts'
import { open } from './api-answer.ts'
import { purpose, sha256, topic } from './choice-shapes.ts'
import { defineCall } from './define-call.ts'
import { localeParameter } from './parameters.ts'

const words = z.strictObject({
  topic: topic.nullable(),
  version: z.int().min(1).max(INTEGER_MAX),
  sha256,
  text: z.record(z.string(), z.string()),
})
const purposeWords = z.strictObject({
  purpose,
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
  answer: z.strictObject({ items: z.array(purposeWords), next: z.null() }),
  run: async (request, { query: asked }) => {
    const shown = await readConsentTexts(request.ctx, asked.locale)
    const catalogue = await readCatalogue(request.ctx)
    const items = allPurposes(catalogue).map((code) => ({
      purpose: code,
      isSwitch: code === 'communication' || catalogue.purposes.includes(code),
      topics: code === 'communication' ? catalogue.topics.map((one) => one.code) : [],
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
