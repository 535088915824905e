import type { ServerResponse } from 'node:http'

/**
 * Adds headers to an answer when it is sent, each only where the answer has none of that name. Set earlier, they would win
 * over those of a route: the framework drops a header of a route whose name is already there.
 */
export function withDefaultHeaders(res: ServerResponse, defaults: Readonly<Record<string, string>>): void {
  const { writeHead } = res
  res.writeHead = ((...given: unknown[]) => {
    for (const [name, value] of Object.entries(defaults)) if (!res.hasHeader(name)) res.setHeader(name, value)
    return Reflect.apply(writeHead, res, given)
  }) as typeof res.writeHead
}
