import { create } from 'qrcode'

/** A QR code as the modules of a square: `path` fills the dark ones, each of size 1, with the quiet zone around them. */
export function qrCode(text: string): { size: number; path: string } {
  const quiet = 4
  const { modules } = create(text, { errorCorrectionLevel: 'M' })
  const rows = Array.from({ length: modules.size }, (_, y) =>
    Array.from({ length: modules.size }, (_, x) =>
      modules.get(y, x) ? `M${x + quiet} ${y + quiet}h1v1h-1z` : '',
    ).join(''),
  )
  return { size: modules.size + 2 * quiet, path: rows.join('') }
}
