import type { ServerResponse } from 'node:http'

/** By this header a route says how long its answer is: the framework drops `content-length`, without which a download has no end. */
export const bodyLengthHeader = 'x-body-length'

/** Sends the length that a route has given as `content-length`. Called when nothing is sent yet. */
export function sendBodyLength(res: ServerResponse): void {
  const length = res.getHeader(bodyLengthHeader)
  if (length === undefined) return
  res.removeHeader(bodyLengthHeader)
  res.setHeader('content-length', length)
}
