import { expect, test } from 'vitest'
import { prepareFiles } from './prepare-files.ts'

const file = (content: BlobPart, name: string, type = '') => new File([content], name, { type })

test.each([
  ['nothing', [], null],
  ['a text', [file('Сәлем', 'a.txt')], null],
  ['a photo of a telephone', [file('\0\0\0\x18ftypheic', 'IMG_1.HEIC')], 'file-heic'],
  ['the same with another name', [file('\0\0\0\x18ftypheic', 'IMG_1.jpg', 'image/jpeg')], 'file-heic'],
  ['an old letter of Word', [file('{\\rtf1', 'letter.doc')], 'file-office'],
  ['an empty file', [file('', 'a.pdf')], 'file-empty'],
  ['six files', Array.from({ length: 6 }, () => file('a', 'a.txt')), 'too-many-files'],
])('the browser says what is wrong before anything is sent: %s', async (_, chosen, fault) => {
  expect(await prepareFiles(chosen)).toMatchObject({ files: chosen, fault, smaller: [] })
})
