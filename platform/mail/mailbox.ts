import { randomBytes } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import PostalMime, { type Address } from 'postal-mime'

export type MailHead = {
  id: string
  receivedAt: string
  from: string
  to: string[]
  subject: string
}

export type OpenedMail = MailHead & {
  messageId: string
  language: string
  text: string
  /** Web addresses in the text, in their order, each once. */
  links: string[]
}

const kept = 500
const idPattern = /^\d{8}T\d{9}Z-[0-9a-f]{12}$/
/** Enough for the headers of any mail that this portal writes. */
const headBytes = 16_384

const folderOf = (dataDir: string) => join(dataDir, 'mailbox')

/** Keeps a mail as it came in, whole or not at all, and the newest 500. `recipients` are those of the envelope. */
export async function storeMail(
  dataDir: string,
  raw: Buffer,
  recipients: readonly string[],
): Promise<string> {
  const folder = folderOf(dataDir)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const id = `${new Date().toISOString().replace(/[-:.]/g, '')}-${randomBytes(6).toString('hex')}`
  const draft = join(folder, `${id}.tmp`)
  const envelope = `X-Envelope-To: ${recipients.join(', ').replace(/[\r\n]/g, ' ')}\r\n`
  try {
    await writeFile(draft, Buffer.concat([Buffer.from(envelope), raw]), { mode: 0o600, flush: true })
    await rename(draft, join(folder, `${id}.eml`))
  } catch (error) {
    // On a full disk half a mail must not take what is left.
    await rm(draft, { force: true })
    throw error
  }
  const tooOld = (await idsIn(folder)).slice(kept)
  await Promise.all(tooOld.map((old) => rm(join(folder, `${old}.eml`), { force: true })))
  return id
}

/** Mails, newest first; with `to` only those to this exact address. */
export async function listMails(
  dataDir: string,
  { to, limit = 50 }: { to?: string; limit?: number } = {},
): Promise<MailHead[]> {
  const folder = folderOf(dataDir)
  const wanted = to?.trim().toLowerCase()
  const found: MailHead[] = []
  for (const id of await idsIn(folder)) {
    if (found.length >= limit) break
    const head = await headOf(folder, id)
    if (head && (wanted === undefined || head.to.some((one) => one.toLowerCase() === wanted)))
      found.push(head)
  }
  return found
}

/** One mail with its text; null when there is none of this id. */
export async function readMail(dataDir: string, id: string): Promise<OpenedMail | null> {
  if (!idPattern.test(id)) return null
  const raw = await readFile(join(folderOf(dataDir), `${id}.eml`)).catch(nullIfAbsent)
  if (raw === null) return null
  const mail = await PostalMime.parse(raw)
  const text = mail.text ?? ''
  const language = mail.headers.find(({ key }) => key === 'content-language')?.value ?? ''
  const links = [...new Set(text.match(/https?:\/\/[^\s<>"]+/g) ?? [])]
  return { ...headFrom(id, mail), messageId: mail.messageId ?? '', language, text: text.trim(), links }
}

async function headOf(folder: string, id: string): Promise<MailHead | null> {
  const file = await open(join(folder, `${id}.eml`)).catch(nullIfAbsent)
  if (file === null) return null
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0)
    const head = buffer.subarray(0, bytesRead)
    const end = head.indexOf('\r\n\r\n')
    return headFrom(id, await PostalMime.parse(end < 0 ? head : head.subarray(0, end + 4)))
  } finally {
    await file.close()
  }
}

type Parsed = Awaited<ReturnType<typeof PostalMime.parse>>

function headFrom(id: string, mail: Parsed): MailHead {
  const envelope = mail.headers.find(({ key }) => key === 'x-envelope-to')?.value ?? ''
  return {
    id,
    receivedAt: id.replace(/^(....)(..)(..)T(..)(..)(..)(...)Z.*$/, '$1-$2-$3T$4:$5:$6.$7Z'),
    from: addressOf(mail.from),
    to: envelope
      .split(',')
      .map((one) => one.trim())
      .filter(Boolean),
    subject: mail.subject ?? '',
  }
}

const addressOf = (from: Address | undefined) => from?.address ?? ''

/** Newest first: the name of a file begins with its time. */
async function idsIn(folder: string): Promise<string[]> {
  const names = (await readdir(folder).catch(nullIfAbsent)) ?? []
  return names
    .filter((name) => name.endsWith('.eml'))
    .map((name) => name.slice(0, -4))
    .filter((id) => idPattern.test(id))
    .sort()
    .reverse()
}

function nullIfAbsent(error: unknown): null {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
  throw error
}
