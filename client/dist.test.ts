import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { oldestNode } from '#testing/oldest-node.ts'
import { singleFiles } from './single-file.mjs'

const root = join(import.meta.dirname, '..')
const read = (file: string) => readFileSync(join(import.meta.dirname, file), 'utf8')
let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'portal-client-'))
  mkdirSync(join(folder, 'node_modules/@types'), { recursive: true })
  for (const types of ['@types/node', 'undici-types'])
    cpSync(join(root, 'node_modules', types), join(folder, 'node_modules', types), { recursive: true })
  for (const file of ['portal-client.ts', 'portal-client.mjs'])
    cpSync(join(import.meta.dirname, 'dist', file), join(folder, file))
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
})
afterAll(() => rmSync(folder, { recursive: true }))

test('the single files are made from the sources: node client/single-file.mjs', () => {
  const { ts, mjs } = singleFiles()
  expect(read('dist/portal-client.ts')).toBe(ts)
  expect(read('dist/portal-client.mjs')).toBe(mjs)
})

/** The lines of the README in a language, in their order. */
const readme = (language: string) =>
  [...read('README.md').matchAll(new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``, 'g'))].map(
    ([, text]) => text ?? '',
  )

describe('the lines of the README', () => {
  const compile = (options: object) => {
    const lines = readme('ts').join('\n')
    writeFileSync(join(folder, 'use.ts'), `declare const wordsSha256: string\n${lines}`)
    const compilerOptions = { noEmit: true, ...options }
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['use.ts'] }))
    const tsc = join(root, 'node_modules/typescript/bin/tsc')
    return spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' }).stdout
  }

  test('compile in a project that knows only Node', () => {
    expect(compile({ lib: ['es2024'], types: ['node'], module: 'nodenext', strict: true })).toBe('')
  })

  test('compile under default settings', () => {
    expect(compile({ types: ['node'] })).toBe('')
  })

  test('compile in a browser project under the strictest settings', () => {
    const options = { noUncheckedIndexedAccess: true, exactOptionalPropertyTypes: true, strict: true }
    expect(compile({ ...options, types: ['node'], verbatimModuleSyntax: true, isolatedModules: true })).toBe(
      '',
    )
  })

  test.each(['js', 'cjs'])('run as pasted (%s), on the oldest Node as well', (language) => {
    const [lines = ''] = readme(language)
    const file = join(folder, language === 'js' ? 'use.mjs' : 'use.cjs')
    writeFileSync(file, `${lines}\nconsole.log(typeof portal.decide, typeof readWebhook)`)
    for (const node of new Set([process.execPath, oldestNode()])) {
      const { stdout, stderr } = spawnSync(node, ['--no-warnings', file], { encoding: 'utf8' })
      expect([stderr, stdout]).toEqual(['', 'function function\n'])
    }
  })
})
