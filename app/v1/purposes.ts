import { z } from 'zod'
import { channelCodes, purposeCodes, switchPurposes, topicCodes } from '#domain/consent/rules/catalogue.ts'
import { readConsentTexts } from '#domain/consent/texts/consent-texts.ts'
import { open } from './api-answer.ts'
import { defineCall } from './define-call.ts'
import { locale } from './parameters.ts'

const isSwitch = (purpose: string) =>
  purpose === 'communication' || switchPurposes.some((one) => one === purpose)

const words = z.object({
  topic: z.enum(topicCodes).nullable(),
  version: z.int(),
  sha256: z.string(),
  text: z.record(z.string(), z.string()),
})
const purpose = z.object({
  purpose: z.enum(purposeCodes),
  isSwitch: z.boolean(),
  topics: z.array(z.enum(topicCodes)),
  channels: z.array(z.enum(channelCodes)),
  words: z.array(words),
})

/** GET /purposes: every purpose, whether a person switches it, and the words shown today with their hash. */
export const getPurposes = defineCall({
  method: 'GET',
  route: '/purposes',
  summary: 'Purposes, and the words that people are shown for them',
  scope: null,
  query: z.object({ locale }),
  answer: z.object({ items: z.array(purpose), next: z.null() }),
  run: async (request, { query: asked }) => {
    const shown = await readConsentTexts(request.ctx, asked.locale)
    const items = purposeCodes.map((code) => ({
      purpose: code,
      isSwitch: isSwitch(code),
      topics: code === 'communication' ? topicCodes : [],
      channels: code === 'communication' ? channelCodes : [],
      words: shown
        .filter((one) => one.purpose === code)
        .map(({ topic, version, sha256, words: text }) => ({ topic: topic || null, version, sha256, text })),
    }))
    const answer = open({ items, next: null })
    return { ...answer, headers: { ...answer.headers, 'content-language': asked.locale } }
  },
})
