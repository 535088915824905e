import { openapi as describe } from '#app/v1/openapi.ts'
import { readEnvironment } from '#platform/env.ts'
import type { Command } from './command.ts'

export const openapiCommand: Command = {
  name: 'openapi',
  summary: 'prints the description of the API, as GET /api/v1/openapi.json gives it',
  async run() {
    const description = describe(readEnvironment(process.env).APP_URL)
    return { json: description, lines: [JSON.stringify(description, null, 2)] }
  },
}
