import { describe, expect, test } from 'vitest'
import { readFileContent } from './file-type.ts'

const read = (latin1: string) => readFileContent(Buffer.from(latin1, 'latin1'))
const typeOf = (latin1: string) => read(latin1).type?.extension ?? null
const faultOf = (latin1: string) => {
  const reading = read(latin1)
  return reading.type ? null : reading.fault
}
/** The text that a file in this encoding is kept as. */
const textOf = (bytes: Uint8Array) => {
  const reading = readFileContent(bytes)
  return reading.type ? Buffer.from(reading.content).toString('utf8') : reading
}

describe('what a file is', () => {
  test.each([
    ['%PDF-1.7 …', 'pdf'],
    ['\x89PNG\r\n\x1a\n…', 'png'],
    ['\xff\xd8\xff\xe0…', 'jpg'],
    ['plain, two\nlines\t', 'txt'],
  ])('%j is told by its beginning', (content, extension) => expect(typeOf(content)).toBe(extension))

  test.each([
    ['a byte order mark', '\xef\xbb\xbf'],
    ['a header of HTTP', 'HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\n\r\n'],
    ['a header of a Macintosh', '\0'.repeat(128)],
    ['a thousand bytes', '\0'.repeat(1000)],
  ])('a PDF is found after %s', (_, before) => {
    expect(typeOf(`${before}%PDF-1.4\n…\nstartxref\n0\n%%EOF\n`)).toBe('pdf')
  })

  test.each([
    ['too far in', `${'\0'.repeat(1024)}%PDF-1.4\n%%EOF`, null],
    ['in an archive', 'PK\x03\x04\0\0%PDF-1.4\n%%EOF', null],
    ['in a program', 'MZ\x90\0%PDF-1.4\n%%EOF', null],
    ['named in a text', 'The header of a PDF is %PDF-1.7.', 'txt'],
  ])('a header of a PDF %s makes no PDF', (_, content, type) => expect(typeOf(content)).toBe(type))

  test.each(['MZ\x90\x00', 'GIF89a\x01\x00', 'a\x00b', '\x1b[31m', 'PK\x03\x04\x14\0data.bin'])(
    '%j is not accepted',
    (content) => expect(faultOf(content)).toBe('file-type'),
  )

  test.each([
    ['\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'file-heic'],
    ['\0\0\0\x1cftypmif1\0\0\0\0mif1heic', 'file-heic'],
    ['PK\x03\x04\x14\0\x06\0\x08\0…[Content_Types].xml…', 'file-office'],
    ['PK\x03\x04\x14\0…mimetypeapplication/vnd.oasis.opendocument.text', 'file-office'],
    ['\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 'file-office'],
    ['{\\rtf1\\ansi …}', 'file-office'],
  ])('%j is named, so that people learn what to do: %s', (content, fault) =>
    expect(faultOf(content)).toBe(fault),
  )

  test('a page or a picture of vectors is text, whatever it would like to be', () => {
    expect(typeOf('<svg onload="alert(1)">')).toBe('txt')
    expect(typeOf('<script>alert(1)</script>')).toBe('txt')
  })
})

describe('text in the encodings of Windows is kept as UTF-8', () => {
  const russian = 'Здравствуйте! «Прошу» исправить № 5, ёж.\r\n'
  const kazakhText = 'Сәлеметсіз бе! Қатені түзетіңіз: Әлия, Ғани, Үміт, Өмірұзақ, гауһар.'
  const utf16 = (text: string, mark: number[]) =>
    Buffer.concat([Buffer.from(mark), Buffer.from(text, 'utf16le')])

  test('UTF-8 with and without its mark', () => {
    expect(textOf(Buffer.from(kazakhText))).toBe(kazakhText)
    expect(textOf(Buffer.from(`\uFEFF${kazakhText}`))).toBe(kazakhText)
  })

  test('UTF-16 in both orders; half a character is no text', () => {
    const little = utf16(kazakhText, [0xff, 0xfe])
    expect(textOf(little)).toBe(kazakhText)
    expect(textOf(Buffer.from(little).swap16())).toBe(kazakhText)
    expect(textOf(little.subarray(0, -1))).toMatchObject({ fault: 'file-type' })
    expect(textOf(utf16('\ud800', [0xff, 0xfe]))).toMatchObject({ fault: 'file-type' })
    expect(textOf(utf16('a\0b', [0xff, 0xfe]))).toMatchObject({ fault: 'file-type' })
  })

  test('windows-1251', () => {
    const bytes = 'c7e4f0e0e2f1f2e2f3e9f2e52120abcff0eef8f3bb20e8f1eff0e0e2e8f2fc20b920352c20b8e62e0d0a'
    expect(textOf(Buffer.from(bytes, 'hex'))).toBe(russian)
  })

  test('the Kazakh code page', () => {
    const bytes =
      '8de0f2e5edb320f2bfe7e5f2b3beb3e73a20a3ebe8ff2c20aae0ede82c20afecb3f22c20a5ecb3f0a2e7e09d2c209e'
    expect(textOf(Buffer.from(bytes, 'hex'))).toBe('Қатені түзетіңіз: Әлия, Ғани, Үміт, Өмірұзақ, һ')
  })

  test.each([
    ['one byte', 'd3'],
    ['French in windows-1252', Buffer.from('déjà vu, café, élève, garçon', 'latin1').toString('hex')],
    ['signs of a code page without letters', 'b0b1b6b7a6a7a9ae'],
    ['a byte that the code page has not', 'cff0e8e2e5f298'],
  ])('%s is not taken for Cyrillic', (_, hex) => {
    expect(textOf(Buffer.from(hex, 'hex'))).toMatchObject({ fault: 'file-type' })
  })
})
