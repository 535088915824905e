import { z } from 'zod'

/** Where a page of a list ended, for the address of the next one: a moment and an id, nothing personal. */
export const pageCursor = (at: Date, id: string): string => `${at.getTime().toString(36)}.${id}`

/** Reads a cursor; null for anything else, with which a list starts from its beginning. */
export function readPageCursor(cursor: string | undefined): { at: Date; id: string } | null {
  const [time = '', id = ''] = cursor?.split('.') ?? []
  if (!z.uuid().safeParse(id).success || !/^[0-9a-z]{1,10}$/.test(time)) return null
  return { at: new Date(Number.parseInt(time, 36)), id }
}
