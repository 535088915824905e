import type { KeyObject } from 'node:crypto'
import { dataCategories } from '#db/schema/fulfilment-codes.ts'
import { sshPublicKey } from '#platform/crypto/ssh-signature.ts'
import type { WrittenEntry } from '#platform/zip-archive.ts'
import { partFileName } from '../rules/package-parts.ts'
import type { PackageItemView, PackageView } from './package-view.ts'

/** What the signature of a package is for; `ssh-keygen -Y verify -n` names it. */
export const signatureNamespace = 'privacy-portal-package'
/** Under which name the portal's key stands in `allowed_signers`. */
export const signerName = 'privacy-portal'

/** The contents of a package for programs. `files`: every file written so far. */
export function packageManifest(view: PackageView, files: readonly WrittenEntry[]): string {
  const { reference, kind, categories, locale, madeAt, operator, fingerprint, keysUrl, parts } = view
  const manifest = {
    type: 'data-package',
    edition: 1,
    reference,
    right: kind,
    /** What the person chose: the rest is left out, and is `not-chosen` below. */
    ...(categories !== null && {
      chosen: categories,
      left_out: dataCategories.filter((one) => !categories.includes(one)),
    }),
    ...(parts > 1 && { part: partOf(view) }),
    language: locale,
    made_at: madeAt.toISOString(),
    /** The people and records are invented. */
    sample: operator.sample,
    operator: { name: operator.name, bin: operator.bin, email: operator.email },
    signature: {
      file: 'SHA256SUMS.sig',
      signer: signerName,
      namespace: signatureNamespace,
      fingerprint,
      keys: keysUrl,
    },
    items: view.items.map((shown) => itemOf(shown, parts)),
    files,
  }
  return `${JSON.stringify(manifest, null, 2)}\n`
}

/** A large package is divided into archives, each of which can be read alone. */
const partOf = ({ reference, part, parts }: PackageView) => ({
  number: part,
  of: parts,
  archives: Array.from({ length: parts }, (_, index) => partFileName(reference, index + 1, parts)),
})

const itemOf = (
  { item, state, records, code, note, withheld, facts, files, span, ...shown }: PackageItemView,
  parts: number,
) => ({
  item: item.id,
  source: item.source,
  category: item.category,
  state,
  records,
  ...(parts > 1 && { parts: shown.parts }),
  ...(span && { first: span.from + 1, last: span.to }),
  withheld: withheld.map(({ column }) => ({ column, because: 'about-others' })),
  ...(code !== null && { failure: code }),
  ...(note !== null && { reason: note }),
  purpose: item.purpose,
  basis: item.basis,
  recipients: facts.recipients,
  countries: facts.countries,
  retention: facts.period,
  kept_by_law: facts.keeping,
  files,
})

/** The file that `ssh-keygen -Y verify -f` reads: who may sign what, with which key. */
export const allowedSigners = (publicKey: KeyObject): string =>
  `${signerName} namespaces="${signatureNamespace}" ${sshPublicKey(publicKey)}\n`
