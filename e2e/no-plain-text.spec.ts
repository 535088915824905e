import { apiScopes } from '#db/schema/integrations-codes.ts'
import { createApiKey } from '#domain/integrations/keys/create-api-key.ts'
import { type PublishedApi, publishedApi } from '#testing/published-api.ts'
import { locales } from '../i18n/locales.ts'
import { places } from './forms/places.ts'
import { expect, type Portal, test } from './people.ts'
import { openCanaries, writePages } from './scripts/canaries.ts'
import { fillForms } from './scripts/filled-forms.ts'

// What this leaves behind is in every list: it runs after all that looks at them, and alone.

/** What is kept as it was typed, by page or call and field. Everything else is encrypted, or never kept. */
const keptAsTyped = [
  // The platform's id of a person, which programs ask by, and the place in the interface where a choice was made.
  'fileRequest: subject',
  'putChoices: externalId',
  'putChoices: origin',
  'recordBatch: items.N.origin',
  'recordBatch: items.N.subject',
  // What the operator writes about itself: days off, keys of programs, audits.
  'staff/calendar: source',
  'staff/integrations/keys/new: name',
  'staff/registers/audits/[auditId] (has found something): measure',
  'staff/registers/audits/[auditId] (has found something): reportName',
  'staff/registers/audits/[auditId] (planned): title',
  'staff/registers/audits: performer',
  'staff/registers/audits: scope',
  // Companies, for everybody to read.
  'staff/registers/subprocessors: nameEn',
  'staff/registers/subprocessors: nameKk',
  'staff/registers/subprocessors: nameRu',
  'staff/registers/subprocessors: serviceEn',
  'staff/registers/subprocessors: serviceKk',
  'staff/registers/subprocessors: serviceRu',
]

const canaries = openCanaries()

/** Every text of a body, by its path. */
function textsIn(value: unknown, path: (string | number)[] = []): (string | number)[][] {
  if (typeof value === 'string') return [path]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, one]) => textsIn(one, [...path, name]))
}

function withText(value: unknown, [first, ...rest]: (string | number)[], text: string): unknown {
  if (first === undefined) return text
  const copy = structuredClone(value) as Record<string | number, unknown>
  copy[first] = withText(copy[first], rest, text)
  return copy
}

/** Sends every call of the API with a canary in each text that its description allows, one at a time. */
async function fillCalls(portal: Portal, origin: string): Promise<number> {
  const { key } = await createApiKey(portal.system, {
    name: 'LMS',
    scopes: [...apiScopes],
    callsPerMinute: 100_000,
  })
  const description = await (await fetch(`${origin}/api/v1/openapi.json`)).json()
  const api: PublishedApi = publishedApi(description)
  let sent = 0
  for (const { operationId, method, path, parameters, requestBody, example } of api.operations) {
    const call = async (given: { path?: string; query?: string; headers?: object; body?: unknown }) => {
      const answer = await fetch(
        `${origin}/api/v1${given.path ?? path.replace(/\{\w+\}/g, '1')}${given.query ?? ''}`,
        {
          method,
          headers: {
            authorization: `Bearer ${key}`,
            ...(requestBody && { 'content-type': 'application/json' }),
            ...given.headers,
          },
          body: requestBody ? JSON.stringify(given.body ?? example) : null,
        },
      )
      expect(answer.status, operationId).toBeLessThan(500)
      sent += 1
    }
    for (const { name, in: place } of parameters) {
      const text = canaries.wordFor(`${operationId}: ${name}`)
      if (place === 'path') await call({ path: path.replace(`{${name}}`, text).replace(/\{\w+\}/g, '1') })
      else if (place === 'query') await call({ query: `?${new URLSearchParams({ [name]: text })}` })
      else await call({ headers: { [name]: text } })
    }
    if (!requestBody) continue
    for (const at of textsIn(example)) {
      const body = withText(
        example,
        at,
        canaries.wordFor(`${operationId}: ${at.join('.').replace(/\d+/g, 'N')}`),
      )
      if (api.faultsOf(requestBody, body).length === 0) await call({ body })
    }
  }
  return sent
}

test('what somebody types into a form, or a program sends, is in no file as it was typed', async ({
  portal,
  baseURL,
}) => {
  test.setTimeout(300_000)
  const tried = new Set<string>()
  let stored = 0
  for (const [n, place] of places.entries()) {
    const locale = locales[n % locales.length] ?? 'ru'
    const filled = await fillForms({ portal, locale, typing: canaries.typing, tried }, place)
    stored += filled.stored.length
  }
  const calls = await fillCalls(portal, baseURL ?? '')
  expect(stored).toBeGreaterThan(40)
  expect(calls).toBeGreaterThan(30)
  const { dataDir } = portal.services.env
  // The log is read before a checkpoint recycles it, and the pages after it: until then some are in memory alone.
  const inLog = await canaries.foundBelow(dataDir)
  await writePages(portal.services.env)
  const found = new Set([...inLog, ...(await canaries.foundBelow(dataDir))])
  // That what is kept as it was typed is found shows that the search can find.
  expect([...found].toSorted()).toEqual(keptAsTyped.toSorted())
})
