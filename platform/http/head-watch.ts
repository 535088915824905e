import type { ServerResponse } from 'node:http'

/** What to do with an answer whose status is known: keep it, keep its body under another status, or replace it. */
export type HeadCheck = 'keep' | { status: number } | { replace: () => void }

/**
 * Watches a response that another writer produces. `onHead` is called once, when the status is known and nothing is
 * sent yet, and may still set headers. A replaced response is discarded; `replace` is called when its writer has
 * ended.
 */
export function watchHead(res: ServerResponse, onHead: (status: number) => HeadCheck): void {
  const { write, end, writeHead, flushHeaders } = res
  let check: HeadCheck | undefined
  const replaced = () => {
    check ??= onHead(res.statusCode)
    return typeof check === 'object' && 'replace' in check
  }

  res.writeHead = ((status: number, ...rest: unknown[]) => {
    res.statusCode = status
    if (replaced()) return res
    const changed = typeof check === 'object' && 'status' in check ? check.status : status
    return Reflect.apply(writeHead, res, [changed, ...rest])
  }) as typeof res.writeHead
  res.flushHeaders = () => {
    if (!replaced()) flushHeaders.call(res)
  }
  res.write = ((...given: unknown[]) => {
    if (!replaced()) return Reflect.apply(write, res, given)
    callLast(given)
    return true
  }) as typeof res.write
  res.end = ((...given: unknown[]) => {
    if (!replaced()) return Reflect.apply(end, res, given)
    Object.assign(res, { write, end, writeHead, flushHeaders })
    callLast(given)
    if (typeof check === 'object' && 'replace' in check) check.replace()
    return res
  }) as typeof res.end
}

function callLast(given: unknown[]) {
  const last = given.at(-1)
  if (typeof last === 'function') queueMicrotask(() => last())
}
