import { z } from 'zod'
import { open } from './api-answer.ts'
import { defineCall } from './define-call.ts'
import { openapi } from './openapi.ts'

/** GET /openapi.json */
export const getOpenapi = defineCall({
  method: 'GET',
  route: '/openapi.json',
  summary: 'This description',
  scope: null,
  answer: z.object({ openapi: z.string() }).loose(),
  run: async ({ services }) => open(openapi(services.env.APP_URL)),
})
