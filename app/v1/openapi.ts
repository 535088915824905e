import { apiScopes } from '#db/schema/integrations-codes.ts'
import { apiRoutes } from './api-routes.ts'
import { headers } from './openapi/headers.ts'
import { operationOf } from './openapi/operation.ts'
import { problemResponses, problemSchema } from './openapi/problems.ts'
import { type NamedSchemas, schemaOf } from './openapi/schema-of.ts'
import { webhooksOf } from './openapi/webhooks.ts'

const tags = [
  { name: 'Policy', description: 'What everybody may read: the policy, its versions, the purposes' },
  { name: 'Choices', description: 'What people chose: recording it, what stands, every event' },
  { name: 'Decisions', description: 'Before a message is sent or data is used' },
  { name: 'Receipts', description: 'Signed copies of consent records' },
  { name: 'Requests', description: 'Rights that are used' },
  { name: 'Description', description: 'This description' },
  { name: 'Webhooks', description: 'What endpoints of the operator are sent' },
]

/** The API described for programs, made from what the calls themselves check. */
export function openapi(appUrl: string) {
  const schemas: NamedSchemas = {}
  schemaOf(problemSchema.array(), 'output', schemas)
  const paths: Record<string, Record<string, object>> = {}
  for (const one of apiRoutes) {
    const path = one.route.replace(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [one.method.toLowerCase()]: operationOf(one, schemas) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Privacy portal',
      version: '1',
      description:
        'For the programs of the operator: what people chose, whether something may be sent, receipts, requests. Answers have the members described here and no others. A later version may add members; none is renamed.',
      contact: { name: 'The operator', url: `${appUrl}/contact` },
    },
    servers: [{ url: `${appUrl}/api/v1` }],
    tags,
    paths,
    webhooks: webhooksOf(schemas),
    components: {
      schemas,
      headers,
      responses: problemResponses,
      securitySchemes: {
        key: {
          type: 'http',
          scheme: 'bearer',
          description: `A key with one or more of the scopes ${apiScopes.map((one) => `\`${one}\``).join(', ')}`,
        },
      },
    },
  }
}
