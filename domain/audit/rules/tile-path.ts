import { TILE_WIDTH } from './merkle-tree.ts'

export type Tile = { level: number; index: number; width: number }

const PATH = /^(0|[1-9]\d?)\/((?:x\d{3}\/){0,3}\d{3})(?:\.p\/([1-9]\d{0,2}))?$/

/** Reads `<L>/<N>[.p/<W>]` of C2SP tlog-tiles; null for any other text. */
export function readTilePath(path: string): Tile | null {
  const [, level = '', digits = '', partial] = PATH.exec(path) ?? []
  if (level === '' || Number(level) > 63 || (digits.startsWith('x000') && digits.length > 3)) return null
  const width = partial === undefined ? TILE_WIDTH : Number(partial)
  if (partial !== undefined && width >= TILE_WIDTH) return null
  return { level: Number(level), index: Number(digits.replace(/[x/]/g, '')), width }
}
