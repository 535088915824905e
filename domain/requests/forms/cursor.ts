import { z } from 'zod'

/** Where a page ended, for the address of the next one: a moment and an id, nothing of a person. */
export const cursorOf = (at: Date, id: string): string => `${at.getTime().toString(36)}.${id}`

/** Reads it; null for anything else, which begins at the beginning. */
export function momentOf(cursor: string | undefined): { at: Date; id: string } | null {
  const [time = '', id = ''] = cursor?.split('.') ?? []
  if (!z.uuid().safeParse(id).success || !/^[0-9a-z]{1,10}$/.test(time)) return null
  return { at: new Date(Number.parseInt(time, 36)), id }
}
