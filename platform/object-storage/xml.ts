/** The contents of each element of a name, in the order of the text. The answers of S3 nest no element in one of its own name. */
export const xmlBlocks = (xml: string, name: string): string[] =>
  [...xml.matchAll(new RegExp(`<${name}>([\\s\\S]*?)</${name}>`, 'g'))].map(([, inner = '']) => inner)

/** The text of the first element of a name; null if there is none. */
export function xmlText(xml: string, name: string): string | null {
  const [first] = xmlBlocks(xml, name)
  return first === undefined
    ? null
    : first.replace(/&(amp|lt|gt|quot|apos|#\d+);/g, (_, code: string) => character(code))
}

const characters: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
const character = (code: string) => characters[code] ?? String.fromCodePoint(Number(code.slice(1)))
