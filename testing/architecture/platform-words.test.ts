import { expect, test } from 'vitest'
import { checkPlatformWords } from './platform-words.ts'
import { plant, project } from './project.ts'

test('no word of the domain is in platform/', () => expect(checkPlatformWords(project)).toEqual([]))

test.each([
  ['a name', 'platform/planted.ts', 'export const recordConsent = () => {}'],
  ['a type', 'platform/planted.ts', 'export type ErasureJob = { id: string }'],
  ['a comment', 'platform/planted.ts', '// Called by staff.\nexport {}'],
  ['a key', 'platform/planted.ts', `export const limits = { 'staff-sign-in': 1 }`],
  ['the name of a file', 'platform/crypto/subject-cipher.ts', 'export {}'],
  ['a subject', 'platform/planted.ts', 'export const keyOf = (subjectId: string) => subjectId'],
  ['a version of the policy', 'platform/planted.ts', 'export const policyVersion = 1'],
])('finds %s', (_, path, text) => {
  expect(plant(checkPlatformWords, { [path]: text })).toEqual([expect.stringContaining(`${path}:`)])
})

test('knows the subject of a mail and the policy of a page', () => {
  const texts = {
    'platform/mail/planted.ts': 'export const subject = 1',
    'platform/http/planted.ts': 'export const contentSecurityPolicy = 1',
  }
  expect(plant(checkPlatformWords, texts)).toEqual([])
})
