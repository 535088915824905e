// node deploy/nginx/write.ts: writes what nginx must know of the portal's addresses and limits.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { portalFiles } from './portal-files.ts'

mkdirSync(join(import.meta.dirname, 'failures'), { recursive: true })
for (const [name, text] of Object.entries(portalFiles())) writeFileSync(join(import.meta.dirname, name), text)
