import { z } from 'zod'
import { channelCodes, purposeCodes, switchPurposes, topicCodes } from '#domain/consent/catalogue.ts'
import { currentWords } from '#domain/consent/words.ts'
import { type ApiCall, open } from './api-answer.ts'
import { locale, readQuery } from './parameters.ts'

const isSwitch = (purpose: string) =>
  purpose === 'communication' || switchPurposes.some((one) => one === purpose)

/** GET /purposes: every purpose, whether a person switches it, and the words shown today with their hash. */
export const getPurposes: ApiCall = async (request) => {
  const asked = readQuery(request, z.object({ locale }))
  const words = await currentWords(request.ctx, asked.locale)
  const items = purposeCodes.map((purpose) => ({
    purpose,
    isSwitch: isSwitch(purpose),
    topics: purpose === 'communication' ? topicCodes : [],
    channels: purpose === 'communication' ? channelCodes : [],
    words: words
      .filter((shown) => shown.purpose === purpose)
      .map(({ topic, version, sha256, words: text }) => ({ topic: topic || null, version, sha256, text })),
  }))
  const answer = open({ items, next: null })
  return { ...answer, headers: { ...answer.headers, 'content-language': asked.locale } }
}
