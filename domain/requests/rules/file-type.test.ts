import { describe, expect, test } from 'vitest'
import { fileType } from './file-type.ts'

const of = (latin1: string) => fileType(Buffer.from(latin1, 'latin1'))?.extension ?? null

describe('what a file is', () => {
  test.each([
    ['%PDF-1.7 …', 'pdf'],
    ['\x89PNG\r\n\x1a\n…', 'png'],
    ['\xff\xd8\xff\xe0…', 'jpg'],
    ['plain, two\nlines\t', 'txt'],
  ])('%j is told by its beginning', (content, extension) => expect(of(content)).toBe(extension))

  test('text is told by being UTF-8', () => {
    expect(fileType(Buffer.from('Әлия Серікқызы'))?.mediaType).toBe('text/plain; charset=utf-8')
    expect(of('\xd3')).toBeNull()
  })

  test.each(['PK\x03\x04', 'MZ\x90\x00', '\xd0\xcf\x11\xe0', 'GIF89a\x01\x00', 'a\x00b', '\x1b[31m'])(
    '%j is not taken',
    (content) => expect(of(content)).toBeNull(),
  )

  test('a page or a picture of vectors is text, whatever it would like to be', () => {
    expect(of('<svg onload="alert(1)">')).toBe('txt')
    expect(of('<script>alert(1)</script>')).toBe('txt')
  })
})
