import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readCsv } from './csv-records.ts'

async function* pieces(bytes: Buffer, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function read(text: string | Buffer, { size = 1_000_000, most = 64_000 } = {}) {
  const found = []
  const { records } = await readCsv(pieces(Buffer.from(text), size), most)
  for await (const record of records) found.push(record)
  return found
}
const cellsOf = async (text: string) => (await read(text)).map(({ cells }) => cells)

describe('records', () => {
  test.each([
    [
      'a,b\r\n1,2\r\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'a,b\n1,2',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'a,b\r1,2\r',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      '\ufeffa;b\n1,5;2\n',
      [
        ['a', 'b'],
        ['1,5', '2'],
      ],
    ],
    [
      'a\tb\n1,5\t2\n',
      [
        ['a', 'b'],
        ['1,5', '2'],
      ],
    ],
    [
      '"a;x",b\n"1\r\n""2""",\n',
      [
        ['a;x', 'b'],
        ['1\r\n"2"', ''],
      ],
    ],
    [
      'a,b\n\n\r\n1,2\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'a,b\n5" tube,2\n',
      [
        ['a', 'b'],
        ['5" tube', '2'],
      ],
    ],
    [
      'sep=;\r\na;b,c\r\n1;2\r\n',
      [
        ['a', 'b,c'],
        ['1', '2'],
      ],
    ],
    ['\ufeffsep=|\na|b', [['a', 'b']]],
    // As a spreadsheet saves a file that began with such a line.
    ['"SEP=;";;\r\na;b,c;d', [['a', 'b,c', 'd']]],
    ['', []],
    ['\ufeff', []],
  ])('%j', async (text, cells) => expect(await cellsOf(text)).toEqual(cells))

  test('know the line on which they begin', async () => {
    const found = await read('a,b\r\n"1\r\n2\n3",x\r\n\r\n4,y')
    expect(found.map(({ line }) => line)).toEqual([1, 2, 6])
    expect((await read('\ufeffsep=;\n\n\na;b\n1;"\n2"\n3;4')).map(({ line }) => line)).toEqual([4, 5, 7])
  })

  test('keep their bytes without the line end, whatever is wrong with them', async () => {
    const rows = ['1;=1+1 ;"x ""y"""', '"a\r\nb";;', '"x"y;1;2']
    const bytes = Buffer.concat([
      Buffer.from(`\ufeffa;b;c\r\n\r\n${rows.join('\r\n')}\r\n`),
      Buffer.from([0xc8, 0xe2, 0x3b, 0x3b]),
    ])
    const found = await read(bytes)
    expect(found.slice(1, 4).map(({ raw }) => raw?.toString())).toEqual(rows)
    expect(found[4]?.raw).toEqual(Buffer.from([0xc8, 0xe2, 0x3b, 0x3b]))
  })

  test('are the same however the bytes come in', async () => {
    const text = '\ufeffқ,b\r\n"1\r\n""2""",ә\r\n\r\n3,"x,y"'
    for (const all of [text, `sep=,\r\n${text.slice(1)}`]) {
      const whole = await read(all)
      for (let size = 1; size < 20; size++) expect(await read(all, { size })).toEqual(whole)
    }
  })

  test('come back as they were written', async () => {
    const cell = fc.string({ unit: fc.constantFrom('a', 'қ', '"', ',', ';', '\r', '\n', ' ', '😀') })
    const quote = (text: string) => `"${text.replaceAll('"', '""')}"`
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(cell, { minLength: 2, maxLength: 2 }), { minLength: 1 }),
        async (rows) => {
          const text = `a,b\r\n${rows.map((row) => row.map(quote).join(',')).join('\r\n')}`
          expect((await cellsOf(text)).slice(1)).toEqual(rows)
        },
      ),
      { numRuns: 200 },
    )
  })
})

describe('a faulty record is named, and those after it are read', () => {
  test('bytes that are no UTF-8, and surrogates written as bytes', async () => {
    for (const bytes of [[0xe9], [0xed, 0xa0, 0x80], [0xc0, 0xaf]]) {
      const text = Buffer.concat([Buffer.from('a,b\n1,'), Buffer.from(bytes), Buffer.from('\n2,x\n')])
      expect((await read(text)).map(({ fault }) => fault)).toEqual([undefined, 'not-utf8', undefined])
    }
  })

  test('text after a closing quote', async () => {
    const found = await read('a,b\n"x"y,1\n2,3\n')
    expect(found.map(({ fault }) => fault)).toEqual([undefined, 'stray-quote', undefined])
    expect(found[1]?.cells).toEqual(['"x"y', '1'])
  })

  test('a cell of two megabytes: its column is told and little of it kept', async () => {
    const text = `a,b,c\n1,"${'x\n'.repeat(1_000_000)}",2\n3,4,5\n`
    const found = await read(text, { size: 65_536 })
    expect(found.map(({ line, fault, column }) => [line, fault, column])).toEqual([
      [1, undefined, undefined],
      [2, 'too-long', 1],
      [1_000_003, undefined, undefined],
    ])
    expect(found[1]?.cells.join('').length).toBeLessThan(300)
  })

  test('a quote that nobody closes', async () => {
    const found = await read('a,b\n1,2\n3,"4\n5,6\n')
    expect(found.map(({ fault }) => fault)).toEqual([undefined, undefined, 'open-quote'])
  })

  test('a quote that nobody closes in a large file: the rest is not read into memory', async () => {
    let given = 0
    async function* endless() {
      yield Buffer.from('a,b\n1,2\n3,"')
      for (; given < 400; given++) yield Buffer.alloc(65_536, 'x,y\n')
    }
    const found = []
    for await (const record of (await readCsv(endless())).records) found.push(record)
    expect(found.map(({ line, fault }) => [line, fault])).toEqual([
      [1, undefined],
      [2, undefined],
      [3, 'open-quote'],
    ])
    expect(found[2]?.cells[0]).toBe('3')
    expect(given).toBeLessThan(300)
  })
})
