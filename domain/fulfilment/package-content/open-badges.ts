import { createHash, type KeyObject } from 'node:crypto'
import { v5 } from 'uuid'
import type { ArchiveEntry } from '#platform/zip-archive.ts'
import type { CertificateRule } from '../rules/learning-record.ts'
import { momentOf, numberOf } from './learning-statements.ts'
import { plainFileName } from './package-paths.ts'
import type { OwnRecord, PackageItemView, PackageTexts, PackageView } from './package-view.ts'

/** The folder of certificates in the archive. */
export const badgesFolder = 'open-badges'

export type BadgeSigner = { publicKey: KeyObject; sign: (data: Uint8Array) => Uint8Array }
type View = Pick<PackageView, 'locale' | 'operator' | 'learner' | 'portalUrl'>
type Texts = Pick<PackageTexts, 'certificate'>

/** Whether the records of an item are certificates. */
export const hasCertificates = ({ item, files }: PackageItemView) =>
  files !== null && item.activities !== undefined && item.certificate !== undefined

/**
 * The path of the certificate of a record: its number, and a hash of what tells the records of an item apart. Two numbers may be
 * one file name, such as `A/1` and `A:1`, or `a-1` and `A-1` on Windows, and the path of one must not depend on the others.
 */
export const badgePath = (item: PackageItemView['item'], record: OwnRecord): string => {
  const key = item.order.map((column) => record[column] ?? null)
  const name = textOf(record, item.certificate?.number) ?? key.join('-')
  const tag = createHash('sha256').update(JSON.stringify(key)).digest('hex').slice(0, 12)
  return `${badgesFolder}/${item.id}/${plainFileName(name)}-${tag}.jwt`
}

/** A file for each certificate, as other systems import it. */
export async function* badgeFiles(
  items: readonly PackageItemView[],
  view: View,
  texts: Texts,
  signer: BadgeSigner,
): AsyncGenerator<ArchiveEntry> {
  for (const shown of items.filter(hasCertificates))
    for await (const record of shown.read()) {
      const credential = badgeOf(shown.item, record, view, texts)
      if (credential) yield { path: badgePath(shown.item, record), content: signed(credential, signer) }
    }
}

async function* signed(credential: OpenBadge, signer: BadgeSigner): AsyncGenerator<string> {
  yield signBadge(credential, signer)
}

export type OpenBadge = ReturnType<typeof credentialOf>

/** What one record says, as a credential of Open Badges 3.0; null where it says no course or no day. */
export function badgeOf(
  item: PackageItemView['item'],
  record: OwnRecord,
  view: View,
  texts: Texts,
): OpenBadge | null {
  const { activities, certificate } = item
  if (activities === undefined || !certificate || view.learner === null) return null
  const at = momentOf(item, certificate.at, record)
  const course = textOf(record, certificate.activity.column)
  if (at === null || course === null) return null
  return credentialOf(record, { ...view, learner: view.learner }, texts, {
    item: item.id,
    activities,
    certificate,
    at,
    course,
  })
}

type Found = { item: string; activities: string; certificate: CertificateRule; at: string; course: string }

function credentialOf(
  record: OwnRecord,
  { locale, operator, learner, portalUrl }: View & { learner: string },
  texts: Texts,
  { item, activities, certificate, at, course }: Found,
) {
  const { type } = certificate.activity
  const place = v5(activities, v5.URL)
  const number = textOf(record, certificate.number)
  const raw = certificate.score && numberOf(record[certificate.score.column])
  const id = v5(`${learner}|${item}|${number ?? course}|${at}`, place)
  const score = typeof raw === 'number' && certificate.score ? { raw, max: certificate.score.max } : null
  const resultId = `urn:uuid:${v5(`${item}|${course}|score`, place)}`
  const words = texts.certificate(locale, { number, course })
  return {
    '@context': [
      'https://www.w3.org/ns/credentials/v2',
      'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json',
    ],
    id: `urn:uuid:${id}`,
    type: ['VerifiableCredential', 'OpenBadgeCredential'],
    name: words.name,
    issuer: {
      id: portalUrl,
      type: ['Profile'],
      name: operator.name[locale],
      url: portalUrl,
      email: operator.email,
    },
    // The token has whole seconds, and both must be the same moment.
    validFrom: at.replace(/\.\d+Z$/, 'Z'),
    credentialSubject: {
      id: `urn:uuid:${v5(learner, place)}`,
      type: ['AchievementSubject'],
      identifier: [
        { type: 'IdentityObject', hashed: false, identityHash: learner, identityType: 'systemId' },
      ],
      achievement: {
        id: `${activities}/${type}/${encodeURIComponent(course)}`,
        type: ['Achievement'],
        achievementType: 'Course',
        inLanguage: locale,
        name: words.name,
        description: words.description,
        criteria: { narrative: words.criteria },
        ...(score && {
          resultDescription: [
            {
              id: resultId,
              type: ['ResultDescription'],
              name: words.score,
              resultType: 'RawScore',
              valueMin: '0',
              valueMax: String(score.max),
            },
          ],
        }),
      },
      ...(score && {
        result: [{ type: ['Result'], resultDescription: resultId, value: String(score.raw) }],
      }),
    },
  }
}

/**
 * The credential as a compact JWS (Open Badges 3.0, JSON Web Token proof). The key is in the header, as the standard asks where no
 * address answers with it alone; that it is the portal's shows its list of keys.
 */
export function signBadge(credential: OpenBadge, { publicKey, sign }: BadgeSigner): string {
  const { kty = '', crv = '', x = '' } = publicKey.export({ format: 'jwk' })
  const header = { alg: 'EdDSA', typ: 'JWT', jwk: { kty, crv, x } }
  const payload = {
    iss: credential.issuer.id,
    jti: credential.id,
    nbf: Date.parse(credential.validFrom) / 1000,
    sub: credential.credentialSubject.id,
    ...credential,
  }
  const input = [header, payload].map((part) => base64url(JSON.stringify(part))).join('.')
  return `${input}.${Buffer.from(sign(Buffer.from(input))).toString('base64url')}`
}

const base64url = (text: string) => Buffer.from(text, 'utf8').toString('base64url')

function textOf(record: OwnRecord, column: string | undefined): string | null {
  const value = column === undefined ? null : record[column]
  return typeof value === 'string' || typeof value === 'number' ? String(value) || null : null
}
