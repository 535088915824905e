export type FileType = { mediaType: string; extension: string }

const signatures: readonly (FileType & { starts: readonly number[] })[] = [
  { mediaType: 'application/pdf', extension: 'pdf', starts: [0x25, 0x50, 0x44, 0x46, 0x2d] },
  { mediaType: 'image/png', extension: 'png', starts: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] },
  { mediaType: 'image/jpeg', extension: 'jpg', starts: [0xff, 0xd8, 0xff] },
]

const text: FileType = { mediaType: 'text/plain; charset=utf-8', extension: 'txt' }

/**
 * The type by the first bytes, whatever the name says (ASVS 5.2.2); null when it is not accepted. Text is UTF-8
 * without control characters. Office files are not accepted: they can contain macros.
 */
export function fileType(content: Uint8Array): FileType | null {
  const found = signatures.find(({ starts }) => starts.every((byte, at) => content[at] === byte))
  if (found) return { mediaType: found.mediaType, extension: found.extension }
  return isText(content) ? text : null
}

function isText(content: Uint8Array): boolean {
  // Tab, line feed, carriage return; and form feed, which old editors leave between pages.
  if (content.some((byte) => byte < 0x20 && byte !== 9 && byte !== 10 && byte !== 12 && byte !== 13))
    return false
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(content)
    return true
  } catch {
    return false
  }
}
