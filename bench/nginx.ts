// npm run bench -- nginx: a public page from the cache of deploy/nginx against the same bytes as a file, in one run. Needs nginx
// and wrk (apt-get install nginx wrk).
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompressSync } from 'node:zlib'
import kk from '#db/seed/policy/version-1/kk.json' with { type: 'json' }
import ru from '#db/seed/policy/version-1/ru.json' with { type: 'json' }
import { send } from '#platform/http/answer.ts'
import { fixedPolicy, securityHeaders } from '#platform/http/content-security.ts'
import { snapshotAnswer } from '#platform/http/snapshot-answer.ts'
import { freePort, startNginx } from '#testing/nginx.ts'
import { shareOf } from './share.ts'

const seconds = Number(process.argv[2] ?? 4)
const rounds = 3
const plain = Buffer.from(`<!doctype html><html lang="ru"><body>${JSON.stringify([ru, kk])}</body></html>`)
const br = brotliCompressSync(plain)
const snapshot = { tag: 'W/"bench"', csp: fixedPolicy({ formTargets: [] }), plain, br, gzip: br }

const portal = createServer((req, res) => {
  for (const [name, value] of Object.entries(securityHeaders('https://localhost'))) res.setHeader(name, value)
  void send(req, res, snapshotAnswer(req, snapshot))
})
portal.listen(0, '127.0.0.1')
await once(portal, 'listening')
const address = portal.address()
const folder = mkdtempSync(join(tmpdir(), 'portal-bench-nginx-'))
chmodSync(folder, 0o755)
writeFileSync(join(folder, 'page'), br)
const file = `location = /page {
    root ${folder};
    default_type "text/html; charset=utf-8";
    add_header Content-Encoding br;
    add_header Cache-Control "public, max-age=0, must-revalidate";
    add_header Content-Security-Policy "${snapshot.csp}";
${Object.entries(securityHeaders('https://localhost'))
  .map(([name, value]) => `    add_header ${name} "${value}";\n`)
  .join('')}}
location /health/ {`
const nginx = await startNginx({
  upstream: typeof address === 'object' && address ? address.port : 0,
  httpsPort: await freePort(),
  changes: [
    [/location \/health\/ \{/, file],
    // Everybody comes from one address here.
    [/limit_conn connections \d+;/, ''],
  ],
})

async function perSecond(path: string): Promise<number> {
  const args = [
    '-t',
    '1',
    '-c',
    '32',
    '-d',
    `${seconds}s`,
    '-H',
    'Accept-Encoding: br',
    `${nginx.url}${path}`,
  ]
  const { stdout: said } = await promisify(execFile)('wrk', args)
  if (/Non-2xx/.test(said)) throw new Error(said)
  return Number(/Requests\/sec:\s+([\d.]+)/.exec(said)?.[1] ?? 0)
}

try {
  const cached: number[] = []
  const asFile: number[] = []
  await perSecond('/ru/policy')
  for (let round = 0; round < rounds; round += 1) {
    asFile.push(await perSecond('/page'))
    cached.push(await perSecond('/ru/policy'))
  }
  const best = (figures: number[]) => Math.round(Math.max(...figures))
  const result = {
    bytes: br.length,
    file: best(asFile),
    cached: best(cached),
    share: shareOf(best(cached), best(asFile)),
  }
  console.table([result])
  console.log(JSON.stringify(result))
} finally {
  await nginx.stop()
  portal.close()
  portal.closeAllConnections()
  rmSync(folder, { recursive: true, force: true })
}
