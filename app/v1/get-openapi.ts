import { z } from 'zod'
import { open } from './api-answer.ts'
import { defineCall } from './define-call.ts'
import { openapi } from './openapi.ts'
import { openapiRoute } from './openapi-route.ts'

/** By address of the portal. To make it takes 13 ms of the processor: a few hundred at once would make everybody wait. */
const texts = new Map<string, string>()

function textFor(appUrl: string): string {
  const text = texts.get(appUrl) ?? `${JSON.stringify(openapi(appUrl))}\n`
  texts.set(appUrl, text)
  return text
}

/** GET /openapi.json */
export const getOpenapi = defineCall({
  method: 'GET',
  route: openapiRoute,
  operationId: 'getOpenapi',
  tag: 'Description',
  summary: 'This description',
  scope: null,
  answer: z.looseObject({ openapi: z.string() }),
  run: async ({ services }) => open(textFor(services.env.APP_URL)),
})
