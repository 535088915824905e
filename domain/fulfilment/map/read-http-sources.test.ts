import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { crmSettings } from '#testing/http-source.ts'
import { readHttpSources } from './read-http-sources.ts'

const key = Buffer.alloc(32, 'secret')
const text = JSON.stringify({ sources: [crmSettings('http://127.0.0.1:4990', key)] })
const base64 = key.toString('base64')

function read(content: string) {
  const file = join(mkdtempSync(join(tmpdir(), 'portal-sources-')), 'sources.json')
  writeFileSync(file, content)
  return readHttpSources({ HTTP_SOURCES_FILE: file })
}

test('reads the systems of the file, and none without a file', () => {
  expect(read(text)).toMatchObject([{ name: 'crm', key }])
  expect(readHttpSources({})).toEqual([])
})

test.each([
  ['a key without quotes', text.replace(`"${base64}"`, base64), 'HTTP_SOURCES_FILE: is not JSON'],
  ['half a file', text.slice(0, text.indexOf(base64) + 10), 'HTTP_SOURCES_FILE: is not JSON'],
  ['a key of another length', text.replace(base64, base64.slice(4)), 'HTTP_SOURCES_FILE: sources.0.key: '],
])('names the file and never the key for %s', (_name, content, message) => {
  let thrown: unknown
  try {
    read(content)
  } catch (error) {
    thrown = error
  }
  expect(thrown).toMatchObject({ message: expect.stringContaining(message) })
  expect(inspect(thrown, { depth: null })).not.toContain(base64.slice(4, 14))
})
