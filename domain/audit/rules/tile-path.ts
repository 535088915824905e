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

/** The path of a tile below `tile/`: groups of three digits, all but the last begin with `x`; a tile that is not full names its width. */
export function tilePath({ level, index, width }: Tile): string {
  const groups = [String(index % 1000).padStart(3, '0')]
  for (let rest = Math.floor(index / 1000); rest > 0; rest = Math.floor(rest / 1000))
    groups.unshift(`x${String(rest % 1000).padStart(3, '0')}`)
  return `${level}/${groups.join('/')}${width < TILE_WIDTH ? `.p/${width}` : ''}`
}
