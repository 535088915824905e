// npm run portal -- COMMAND: the operator's command line.
import { entry } from './refusal.mjs'
import { runWithDatabases } from './with-databases.mjs'

await entry(() => runWithDatabases('cli/main.ts', process.argv.slice(2)))
