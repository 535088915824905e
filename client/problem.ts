export type Fault = { parameter: string; code: string }

/** The portal refused (RFC 9457). `code` is stable and meant for programs; `details` is the whole answer. */
export class PortalProblem extends Error {
  override name = 'PortalProblem'
  readonly status: number
  readonly code: string
  /** What was wrong where: `choices.0.decision`. */
  readonly errors: readonly Fault[]
  /** Names the call in the portal's log. */
  readonly requestId: string | null
  readonly details: Readonly<Record<string, unknown>>

  constructor(status: number, details: Record<string, unknown>) {
    const code = typeof details.code === 'string' ? details.code : `http-${status}`
    super(`the portal answered ${status} ${code}`)
    this.status = status
    this.code = code
    this.errors = Array.isArray(details.errors) ? details.errors : []
    this.requestId = typeof details.requestId === 'string' ? details.requestId : null
    this.details = details
  }
}

/**
 * No answer came in time. A write may have been done or not: repeat it under the same `idempotencyKey`, and nothing is
 * done twice.
 */
export class PortalUnreachable extends Error {
  override name = 'PortalUnreachable'
  readonly idempotencyKey: string | null
  constructor(idempotencyKey: string | null, cause: unknown) {
    super('the portal did not answer in time', { cause })
    this.idempotencyKey = idempotencyKey
  }
}
