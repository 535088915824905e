import { z } from 'zod'
import { open } from './api-answer.ts'
import { defineCall } from './define-call.ts'
import { openapi } from './openapi.ts'

/** GET /openapi.json */
export const getOpenapi = defineCall({
  method: 'GET',
  route: '/openapi.json',
  operationId: 'getOpenapi',
  tag: 'Description',
  summary: 'This description',
  scope: null,
  answer: z.looseObject({ openapi: z.string() }),
  run: async ({ services }) => open(openapi(services.env.APP_URL)),
})
