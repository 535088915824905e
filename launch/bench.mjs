// npm run bench -- NAME: one measurement.
import { existsSync, readdirSync } from 'node:fs'
import { inRoot } from './folders.mjs'
import { entry } from './refusal.mjs'
import { runWithDatabases } from './with-databases.mjs'

await entry(async () => {
  const [name = '', ...args] = process.argv.slice(2)
  if (/^[a-z0-9-]+$/.test(name) && existsSync(inRoot('bench', `${name}.ts`))) {
    return runWithDatabases(`bench/${name}.ts`, args)
  }
  const names = readdirSync(inRoot('bench')).flatMap((file) => /^([a-z0-9-]+)\.ts$/.exec(file)?.[1] ?? [])
  console.error(`npm run bench -- NAME, where NAME is one of: ${names.join(', ')}`)
  return 2
})
