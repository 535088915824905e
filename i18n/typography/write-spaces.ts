// Puts non-breaking spaces into every message: node i18n/typography/write-spaces.ts
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { locales } from '../locales.ts'
import { bindSpaces } from './bind-spaces.ts'

for (const locale of locales) {
  for (const name of globSync(`../messages/${locale}/*.json`, { cwd: import.meta.dirname })) {
    const file = resolve(import.meta.dirname, name)
    const bind = (_key: string, value: unknown) =>
      typeof value === 'string' ? bindSpaces(locale, value) : value
    writeFileSync(file, `${JSON.stringify(JSON.parse(readFileSync(file, 'utf8'), bind), null, 2)}\n`)
  }
}
