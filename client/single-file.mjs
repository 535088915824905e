// `node client/single-file.mjs` writes the client as one TypeScript file and one JavaScript file, for projects that
// cannot import `.ts` files. A test compares both with the sources.
import { readFileSync, writeFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'

const parts = ['types', 'problem', 'send', 'webhook', 'portal-client']
const read = (name) => readFileSync(join(import.meta.dirname, `${name}.ts`), 'utf8')
const withoutImports = (text) => text.replace(/^import [\s\S]*? from '\.\/[\w-]+\.ts'\n+/gm, '')

/** @returns {{ ts: string, mjs: string }} */
export function singleFiles() {
  const notice = '// Made by client/single-file.mjs from the files beside it.\n\n'
  const ts = `${notice}${parts.map((name) => withoutImports(read(name)).trim()).join('\n\n')}\n`
  // Types leave blanks behind, and comments that described nothing else.
  const mjs = stripTypeScriptTypes(ts)
    .replace(/[ \t]+$/gm, '')
    .replace(/^ {10,}(?=\S)/gm, '  ')
    .replace(/\n{3,}/g, '\n\n')
  return { ts, mjs }
}

if (process.argv[1] === import.meta.filename) {
  const { ts, mjs } = singleFiles()
  writeFileSync(join(import.meta.dirname, 'dist/portal-client.ts'), ts)
  writeFileSync(join(import.meta.dirname, 'dist/portal-client.mjs'), mjs)
}
