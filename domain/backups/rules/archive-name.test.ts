import { expect, test } from 'vitest'
import { archiveName, readArchiveName } from './archive-name.ts'

const madeAt = new Date('2026-11-29T19:00:00.123Z')

test('a name says what the archive holds and when it was made', () => {
  expect(archiveName('portal', madeAt)).toBe('portal-20261129T190000123Z.tar.gz.age')
  expect(readArchiveName(archiveName('keystore', madeAt))).toEqual({ kind: 'keystore', madeAt })
})

test.each([
  'portal-20261129T190000123Z.tar.gz.age.part',
  'other-20261129T190000123Z.tar.gz.age',
  'portal-20261399T190000123Z.tar.gz.age',
  'notes.txt',
])('%s is no archive', (name) => expect(readArchiveName(name)).toBeNull())
