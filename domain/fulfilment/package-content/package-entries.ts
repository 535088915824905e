import { type SshSigner, signForSsh } from '#platform/crypto/ssh-signature.ts'
import type { ArchiveEntry, WrittenEntry } from '#platform/zip-archive.ts'
import { contactFile } from './contact-card.ts'
import { isAboutLearning, learningFile, learningLines } from './learning-statements.ts'
import { allowedSigners, checksums, packageManifest, signatureNamespace } from './package-manifest.ts'
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
    yield* attachedFiles(shown, plainFileName(texts.filesTitle(locale)))
    const listed = withPaths(shown, plainFileName(texts.filesTitle(locale)))
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
  yield { path: 'manifest.json', content: one(packageManifest(view, written)) }
  const sums = checksums(written)
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

/** The path of a file that the person sent: its name, with the number of the record where a name may repeat. */
function pathOf(folder: string, at: number, record: OwnRecord): string {
  const name = typeof record.name === 'string' ? plainFileName(record.name) : ''
  return `${folder}/${at + 1}-${name || 'file'}`
}

async function* attachedFiles({ item, read }: PackageItemView, folder: string): AsyncGenerator<ArchiveEntry> {
  if (!item.fields.some(({ kind }) => kind === 'file')) return
  let at = 0
  for await (const record of read()) {
    for (const { base64 } of filesOf(item, record))
      yield { path: pathOf(folder, at, record), content: bytes(base64) }
    at++
  }
}

async function* bytes(base64: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(base64, 'base64')
}

/** The same item with paths in the place of the content of files. */
function withPaths(shown: PackageItemView, folder: string): PackageItemView {
  const read = async function* (): AsyncGenerator<OwnRecord> {
    let at = 0
    for await (const record of shown.read()) {
      const paths = filesOf(shown.item, record).map(
        ({ column }) => [column, pathOf(folder, at, record)] as const,
      )
      yield { ...record, ...Object.fromEntries(paths) }
      at++
    }
  }
  return { ...shown, read }
}
