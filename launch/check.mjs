// npm run check: format, lint, types, architecture, units; under a minute.
import { ensureInstalled } from './install.mjs'
import { findNode24 } from './node24.mjs'
import { quickChecks } from './quick-checks.mjs'
import { entry } from './refusal.mjs'
import { lastLines, sum } from './tally.mjs'

await entry(async () => {
  await ensureInstalled()
  const total = sum(await quickChecks(findNode24()))
  console.log(`\n${lastLines(total)}`)
  return total.failed > 0 ? 1 : 0
})
