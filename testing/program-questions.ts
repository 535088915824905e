import { createApi } from '#app/v1/router.ts'
import { contextFor } from '#domain/access/context.ts'
import { createApiKey } from '#domain/integrations/keys/create-api-key.ts'
import type { TestPortal } from './people.ts'

export type AskedQuestion = { subject: string; purpose: string; topic?: string; channel?: string }

/** Questions as a program asks them over the API; what they leave behind is written before the answers are returned. */
export async function openQuestions(portal: TestPortal) {
  const { services } = portal
  const ctx = contextFor(services, { actor: { kind: 'system', task: 'test' }, locale: 'ru' })
  const { key } = await createApiKey(ctx, {
    name: 'LMS',
    scopes: ['decisions:read'],
    callsPerMinute: 100_000,
  })
  return async (questions: readonly AskedQuestion[]): Promise<boolean[]> => {
    const api = createApi(services)
    const allowed: boolean[] = []
    for (const question of questions) {
      const { status, body } = await api({
        method: 'POST',
        path: '/decisions',
        query: new URLSearchParams(),
        network: '203.0.113.1',
        requestId: 'r',
        headers: { authorization: `Bearer ${key}` },
        body: Buffer.from(JSON.stringify(question)),
      })
      if (status !== 200) throw new Error(`not answered: ${status} ${body}`)
      allowed.push(JSON.parse(body).allowed)
    }
    await api.close()
    return allowed
  }
}
