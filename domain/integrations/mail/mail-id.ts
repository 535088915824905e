import { contentHash } from '#platform/canonical-json.ts'

export type MailJob = { task: string; payload: Record<string, unknown> }

/** The same for every try of one message, before and after a crash: a UUIDv8 of its task and payload. */
export function mailIdOf({ task, payload }: MailJob): string {
  const hex = contentHash({ task, payload }).toString('hex')
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-')
}
