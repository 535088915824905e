import { checksumsText } from '#platform/checksums.ts'
import { type SshSigner, signForSsh } from '#platform/crypto/ssh-signature.ts'
import type { ArchiveEntry, WrittenEntry } from '#platform/zip-archive.ts'
import { contactFile } from './contact-card.ts'
import { isAboutLearning, learningFile, learningLines } from './learning-statements.ts'
import { badgeFiles } from './open-badges.ts'
import { allowedSigners, packageManifest, signatureNamespace } from './package-manifest.ts'
import { plainFileName } from './package-paths.ts'
import type { OwnRecord, PackageItemView, PackageTexts, PackageView } from './package-view.ts'
import { filesOf, recordsCsv, recordsJson, recordsSchema } from './record-files.ts'

/**
 * Every file of a package in the order of the archive. `written` grows while they are written: the manifest names what came before
 * it, the checksums the manifest too, and the signature covers the checksums.
 */
export async function* packageEntries(
  view: PackageView,
  texts: PackageTexts,
  written: readonly WrittenEntry[],
  signer: SshSigner,
): AsyncGenerator<ArchiveEntry> {
  const { locale } = view
  yield { path: 'index.html', content: texts.page(view) }
  for (const shown of view.items) {
    if (!shown.files) continue
    const title = texts.itemTitle(locale, shown.item)
    // A folder of its own for each item, beside which no other item has a file of the same name.
    const folder = `${plainFileName(texts.filesTitle(locale))}/${shown.files.json.replace(/\.json$/, '')}`
    yield* attachedFiles(shown, folder)
    const listed = withPaths(shown, folder)
    yield { path: shown.files.json, content: recordsJson(listed) }
    yield { path: shown.files.csv, content: recordsCsv(listed, locale, texts) }
    yield {
      path: shown.files.schema,
      content: one(`${JSON.stringify(recordsSchema(shown.item, title), null, 2)}\n`),
    }
  }
  if (view.card !== null) yield { path: contactFile, content: one(view.card) }
  if (view.learner !== null && view.items.some(isAboutLearning))
    yield { path: learningFile, content: learningLines(view.items, view.learner) }
  yield* badgeFiles(view.items, view, texts, signer)
  yield { path: 'manifest.json', content: one(packageManifest(view, written)) }
  const sums = checksumsText(written)
  yield { path: 'SHA256SUMS', content: one(sums) }
  yield {
    path: 'SHA256SUMS.sig',
    content: one(signForSsh(Buffer.from(sums), { ...signer, namespace: signatureNamespace })),
  }
  yield {
    path: 'allowed_signers',
    content: one(allowedSigners(signer.publicKey)),
  }
}

async function* one(text: string): AsyncGenerator<string> {
  yield text
}

/** The files of each record in turn with their paths: the name, after a number that no other file of the item has. */
function numberedFiles(item: PackageItemView['item'], folder: string) {
  let number = 0
  return (record: OwnRecord) => {
    const name = typeof record.name === 'string' ? plainFileName(record.name) : ''
    return filesOf(item, record).map((file) => ({ ...file, path: `${folder}/${++number}-${name || 'file'}` }))
  }
}

async function* attachedFiles({ item, read }: PackageItemView, folder: string): AsyncGenerator<ArchiveEntry> {
  if (!item.fields.some(({ kind }) => kind === 'file')) return
  const filesIn = numberedFiles(item, folder)
  for await (const record of read())
    for (const { path, base64 } of filesIn(record)) yield { path, content: bytes(base64) }
}

async function* bytes(base64: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(base64, 'base64')
}

/** The same item with paths in the place of the content of files. */
function withPaths(shown: PackageItemView, folder: string): PackageItemView {
  const read = async function* (): AsyncGenerator<OwnRecord> {
    const filesIn = numberedFiles(shown.item, folder)
    for await (const record of shown.read()) {
      const paths = filesIn(record).map(({ column, path }) => [column, path] as const)
      yield { ...record, ...Object.fromEntries(paths) }
    }
  }
  return { ...shown, read }
}
