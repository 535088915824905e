import type { OwnRecord, PackageItemView } from './package-view.ts'

/** The path of the card in the archive. */
export const contactFile = 'contact.vcf'
/** The item with the details that the card has. */
export const contactOwner = 'portal.subject'

/** Bytes in one line of a vCard, without its end. */
const lineLength = 75

/**
 * The person's contact details as a vCard 4.0 (RFC 6350), from their record in the portal; null when it has neither a name nor an
 * address.
 */
export function contactCard(subject: OwnRecord): string | null {
  const [name, email, phone, locale, updatedAt] = [
    'name_sealed',
    'email_sealed',
    'phone_sealed',
    'locale',
    'updated_at',
  ].map((column) => textOf(subject[column]))
  // Every card has a name to show; an account that was never given one is shown by its address.
  const shown = name ?? email
  if (!shown) return null
  const lines = [
    'BEGIN:VCARD',
    'VERSION:4.0',
    'KIND:individual',
    `FN:${escaped(shown)}`,
    ...(email ? [`EMAIL:${escaped(email)}`] : []),
    ...(phone ? [telephone(phone)] : []),
    ...(locale ? [`LANG:${locale}`] : []),
    ...(updatedAt ? [`REV:${basicTime(updatedAt)}`] : []),
    'END:VCARD',
  ]
  return lines.map((line) => `${folded(line)}\r\n`).join('')
}

/** The card of a package; null where the person's record is not in it. */
export async function contactCardOf(items: readonly PackageItemView[]): Promise<string | null> {
  const subject = items.find(({ item }) => item.id === contactOwner)
  if (subject) for await (const record of subject.read()) return contactCard(record)
  return null
}

const textOf = (value: OwnRecord[string] | undefined): string | null =>
  typeof value === 'string' && value !== '' ? value : null

/** Section 3.4: backslash, comma and line breaks of a text that is one value. */
const escaped = (text: string) => text.replace(/[\\,]/g, '\\$&').replace(/\r\n|\r|\n/g, '\\n')

/** Section 6.4.1: an international number is an address (`tel:`), any other one a text. */
const telephone = (phone: string) =>
  /^\+\d+$/.test(phone) ? `TEL;VALUE=uri:tel:${phone}` : `TEL;VALUE=text:${escaped(phone)}`

/** ISO 8601 in its basic format, in UTC: `20261129T120000Z`. */
const basicTime = (time: string) => new Date(time).toISOString().replace(/\.\d+/, '').replace(/[-:]/g, '')

/** Section 3.2: a long line goes on after a line break and a space; no character is cut in two. */
function folded(line: string): string {
  const parts: string[] = []
  let part = ''
  let bytes = 0
  for (const character of line) {
    const size = Buffer.byteLength(character)
    if (bytes + size > lineLength) {
      parts.push(part)
      part = ' '
      bytes = 1
    }
    part += character
    bytes += size
  }
  return [...parts, part].join('\r\n')
}
