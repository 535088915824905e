import fc from 'fast-check'
import { expect, test } from 'vitest'
import { textLines } from './text-lines.ts'

async function* inPieces(bytes: Buffer, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function linesOf(text: string, size = 3): Promise<string[]> {
  const lines: string[] = []
  for await (const line of textLines(inPieces(Buffer.from(text), size))) lines.push(line)
  return lines
}

test('lines end with a line feed and with no other sign', async () => {
  expect(await linesOf('')).toEqual([])
  expect(await linesOf('бір\nекі')).toEqual(['бір', 'екі'])
  expect(await linesOf('бір\n\nекі\n')).toEqual(['бір', '', 'екі'])
  for (const sign of ['\u2028', '\u2029', '\u0085', '\r', '\v', '\f'])
    expect(await linesOf(`a${sign}b\n`)).toEqual([`a${sign}b`])
})

test('a text in pieces of any size has the same lines', async () => {
  const texts = fc.array(fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\n', '\u2028')))
  await fc.assert(
    fc.asyncProperty(texts, fc.integer({ min: 1, max: 7 }), async (lines, size) => {
      expect(await linesOf(lines.map((line) => `${line}\n`).join(''), size)).toEqual(lines)
    }),
  )
})
