// `node client/try-runtimes.mjs http://localhost:3000` tries the single files against a running portal in Deno, Bun, Node and
// a browser. It installs Deno and Bun from npm into a temporary folder, so it is run by hand; `docs/tried.md` has the result.
// Node, ESM, CommonJS and TypeScript are also tests of the suite (`dist.test.ts`).
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'

const packages = ['deno@2.9.6', 'bun@1.4.5']
const portalUrl = process.argv[2] ?? 'http://localhost:3000'
const folder = mkdtempSync(join(tmpdir(), 'portal-runtimes-'))
const bin = (name) => join(folder, 'node_modules/.bin', name)
const readme = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8')
const lines = (language) => new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(readme)?.[1] ?? ''

// What needs no key: a list page by page, a receipt that is none, a signature that does not fit.
const tryOut = `
const versions = []
for await (const { version } of portal.policyVersions({ locale: 'kk' })) versions.push(version)
const { genuine } = await portal.verifyReceipt({})
const refused = await readWebhook('{}', {}, 'whsec_AAAA').catch((error) => error.name)
const result = [versions.length > 0, genuine, refused].join(' ')`
const expected = 'true false WebhookRefused'

const pasted = (language) =>
  lines(language)
    .replace('https://privacy.example.kz', portalUrl)
    .replace('process.env.PORTAL_KEY', 'undefined')

async function run(command, args) {
  const child = spawn(command, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
  const [out, error] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return out.trim() || error.trim()
}

/** A page of another origin, with the client beside it, in an installed Chromium. */
async function inBrowser() {
  const module = readFileSync(join(folder, 'portal-client.mjs'))
  const page = `<!doctype html><title>…</title><script type="module">${pasted('js')}${tryOut}
document.title = result</script>`
  const server = createServer((req, res) => {
    const isModule = req.url === '/portal-client.mjs'
    res.setHeader('content-type', isModule ? 'text/javascript' : 'text/html; charset=utf-8')
    res.end(isModule ? module : page)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { chromium } = await import('@playwright/test')
  const browser = await chromium.launch({
    executablePath: process.env.PORTAL_TEST_BROWSER ?? '/usr/bin/chromium',
  })
  try {
    const tab = await browser.newPage()
    const said = []
    tab.on('console', (message) => said.push(message.text()))
    tab.on('pageerror', (error) => said.push(error.message))
    await tab.goto(`http://127.0.0.1:${server.address().port}/`)
    await tab.waitForFunction(() => document.title !== '…', undefined, { timeout: 30_000 }).catch(() => {})
    const title = await tab.title()
    return title === '…' ? said.join('; ') : title
  } finally {
    await browser.close()
    server.close()
  }
}

try {
  for (const file of ['portal-client.ts', 'portal-client.mjs'])
    copyFileSync(join(import.meta.dirname, 'dist', file), join(folder, file))
  const esm = `${pasted('js')}${tryOut}\nconsole.log(result)`
  const commonJs = `${pasted('cjs')}void (async () => {${tryOut}\nconsole.log(result)})()`
  const typed = `${pasted('ts').split('\n').slice(0, 3).join('\n')}${tryOut}\nconsole.log(result)`
    .replace(
      "import { createPortalClient, readWebhook } from './portal-client.js'",
      "import { createPortalClient, readWebhook } from './portal-client.ts'",
    )
    .replace("undefined ?? ''", "''")
  for (const [name, content] of Object.entries({ 'use.mjs': esm, 'use.cjs': commonJs, 'use.ts': typed }))
    writeFileSync(join(folder, name), content)
  writeFileSync(join(folder, 'package.json'), '{"type":"module","private":true}')
  await run('npm', ['install', '--no-audit', '--no-fund', ...packages])

  const tries = {
    'Node, ESM': () => run(process.execPath, ['use.mjs']),
    'Node, CommonJS': () => run(process.execPath, ['use.cjs']),
    'Deno, ESM': () => run(bin('deno'), ['run', '--allow-net', '--allow-env', 'use.mjs']),
    'Deno, TypeScript, checked': () =>
      run(bin('deno'), ['run', '--check', '--quiet', '--allow-net', 'use.ts']),
    'Bun, ESM': () => run(bin('bun'), ['use.mjs']),
    'Bun, CommonJS': () => run(bin('bun'), ['use.cjs']),
    'Bun, TypeScript': () => run(bin('bun'), ['use.ts']),
    'a page of another origin': inBrowser,
  }
  for (const [name, attempt] of Object.entries(tries)) {
    const said = await attempt()
    if (said !== expected) process.exitCode = 1
    console.log(`${said === expected ? 'works' : 'FAILS'}  ${name}${said === expected ? '' : `: ${said}`}`)
  }
  console.log(packages.join(', '), 'Node', process.version)
} finally {
  rmSync(folder, { recursive: true })
}
