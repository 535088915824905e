import { deflateRawSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { bytesOf } from '#testing/packages.ts'
import { zipArchive } from '../zip-archive.ts'
import { readDocument } from './read-document.ts'

const types = `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>
<Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/></Types>`
const relations = `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`
const documentRelations = `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>`
const main = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
const styles = `<?xml version="1.0"?><w:styles ${main}>${['Title', 'heading 1', 'heading 2']
  .map((name, at) => `<w:style w:type="paragraph" w:styleId="S${at}"><w:name w:val="${name}"/></w:style>`)
  .join('')}</w:styles>`
const paragraph = (text: string, style?: number) =>
  `<w:p>${style === undefined ? '' : `<w:pPr><w:pStyle w:val="S${style}"/></w:pPr>`}<w:r><w:t>${text}</w:t></w:r></w:p>`

async function word(body: string, more: Record<string, string> = {}) {
  const files = {
    '[Content_Types].xml': types,
    '_rels/.rels': relations,
    'word/_rels/document.xml.rels': documentRelations,
    'word/styles.xml': styles,
    'word/document.xml': `<?xml version="1.0"?><w:document ${main}><w:body>${body}</w:body></w:document>`,
    ...more,
  }
  async function* entries() {
    for (const [path, text] of Object.entries(files))
      yield {
        path,
        content: (async function* () {
          yield text
        })(),
      }
  }
  return bytesOf(zipArchive(entries(), { madeAt: new Date(), written: () => {} }))
}

describe('a Word document', () => {
  test('is read with its headings, cells and items', async () => {
    const table = `<w:tbl><w:tr><w:tc>${paragraph('Имя')}</w:tc><w:tc>${paragraph('Год')}</w:tc></w:tr></w:tbl>`
    const bytes = await word(
      [
        paragraph('Политика', 0),
        paragraph('Данные', 1),
        paragraph('Регистрация', 2),
        '<w:p><w:r><w:t xml:space="preserve">Мы </w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>собираем</w:t></w:r><w:r><w:t xml:space="preserve"> имя.</w:t></w:r></w:p>',
        table,
      ].join(''),
    )
    const blocks = await readDocument(bytes, { name: 'policy.docx' })
    expect(blocks.map(({ text, level, isItem }) => [text, level, isItem])).toEqual([
      ['Политика', 1, false],
      ['Данные', 1, false],
      ['Регистрация', 2, false],
      ['Мы собираем имя.', null, false],
      ['Имя', null, true],
      ['Год', null, true],
    ])
  })
  test('that becomes larger than a policy is refused before it is read', async () => {
    const bytes = await word(paragraph('x'), { 'word/media/image1.bin': '0'.repeat(51_000_000) })
    expect(bytes.length).toBeLessThan(1_000_000)
    await expect(readDocument(bytes, { name: 'bomb.docx' })).rejects.toThrow('more than 50 MB when unpacked')
  })
  test('that says it is small and is not is refused', async () => {
    const bytes = lyingArchive()
    await expect(readDocument(bytes, { name: 'liar.docx' })).rejects.toThrow('not a whole Word document')
  })
  test('that is another archive is refused', async () => {
    const bytes = await word('', { 'word/document.xml': '<a/>' })
    await expect(readDocument(bytes.subarray(0, 300), { name: 'cut.docx' })).rejects.toThrow(
      'not a whole Word',
    )
  })
})

/** One entry of 30 MB that both of its headers call 10 bytes. */
function lyingArchive(): Buffer {
  const packed = deflateRawSync(Buffer.alloc(30_000_000))
  const name = Buffer.from('word/document.xml')
  const common = Buffer.alloc(26)
  common.writeUInt16LE(20, 0)
  common.writeUInt16LE(8, 4)
  common.writeUInt32LE(packed.length, 14)
  common.writeUInt32LE(10, 18)
  common.writeUInt16LE(name.length, 22)
  const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, name, packed])
  const central = Buffer.concat([
    Buffer.from('PK\x01\x02', 'latin1'),
    Buffer.from([20, 0]),
    common,
    Buffer.alloc(14),
    name,
  ])
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(1, 8)
  end.writeUInt16LE(1, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(local.length, 16)
  return Buffer.concat([local, central, end])
}

test('Markdown keeps every word and the address of a link, without its marks', async () => {
  const text = [
    '# Политика',
    '',
    '## 1. Данные',
    '### Регистрация',
    'Мы собираем **имя** и _адрес_ ([правила](https://example.kz/rules)),',
    'а также телефон.',
    '',
    '- первое;',
    '- второе.',
    '',
    '<a id="x"></a> Пишите на <help@example.kz>.',
  ].join('\n')
  const blocks = await readDocument(Buffer.from(text), { name: 'policy.md' })
  expect(blocks.map((block) => [block.text, block.level, block.isItem])).toEqual([
    ['Политика', 1, false],
    ['1. Данные', 2, false],
    ['Регистрация', 3, false],
    ['Мы собираем имя и адрес (правила (https://example.kz/rules)), а также телефон.', null, false],
    ['первое;', null, true],
    ['второе.', null, true],
    ['Пишите на help@example.kz.', null, false],
  ])
})

test('a text is read as UTF-8, UTF-16 with its mark, or windows-1251 where that is said', async () => {
  const textOf = async (bytes: Buffer, encoding?: 'windows-1251') =>
    (await readDocument(bytes, { name: 'policy.txt', encoding })).map(({ text }) => text)
  expect(await textOf(Buffer.from('\ufeffПолитика\r\nТекст.'))).toEqual(['Политика', 'Текст.'])
  expect(await textOf(Buffer.from('\ufeffПолитика', 'utf16le'))).toEqual(['Политика'])
  const windows = Buffer.from([0xc4, 0xe0])
  expect(await textOf(windows, 'windows-1251')).toEqual(['Да'])
  await expect(textOf(windows)).rejects.toThrow('--encoding windows-1251')
})

test.each([
  ['empty', Buffer.from(' \n'), 'no text'],
  ['a PDF', Buffer.from('%PDF-1.7'), 'PDF'],
  ['an old Word file', Buffer.from([0xd0, 0xcf, 0x11, 0xe0]), 'old Word file'],
  ['too large', Buffer.alloc(5_000_001, 'a'), 'larger than 5 MB'],
  ['too long', Buffer.alloc(500_001, 'a'), 'characters'],
  ['not a text', Buffer.from('a\0b'), 'not a text'],
])('a file that is %s is refused', async (_, bytes, reason) => {
  await expect(readDocument(bytes, { name: 'policy.txt' })).rejects.toThrow(reason)
})
