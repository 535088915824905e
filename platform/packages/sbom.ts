import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { z } from 'zod'
import type { PackageCopy } from './package-faults.ts'
import { lockedPackages, projectFolder } from './read-packages.ts'

/** What `ssh-keygen -Y verify -n` is told. */
export const sbomNamespace = 'portal-sbom'

/** npm could not list the packages; one line for the operator. */
export class SbomFailed extends Error {
  override name = 'SbomFailed'
}

const componentSchema = z.looseObject({
  'bom-ref': z.string(),
  name: z.string(),
  version: z.string(),
  properties: z.array(z.object({ name: z.string(), value: z.string() })).default([]),
})
const sbomSchema = z.looseObject({
  bomFormat: z.literal('CycloneDX'),
  specVersion: z.string(),
  metadata: z.looseObject({ component: componentSchema.extend({ purl: z.string() }) }),
  components: z.array(componentSchema),
  dependencies: z.array(z.object({ ref: z.string(), dependsOn: z.array(z.string()) })),
})
export type Sbom = z.infer<typeof sbomSchema>

/** How npm marks what development alone needs. */
const devMark = 'cdx:npm:package:development'

/** Eight hundred packages make less than a megabyte. */
const maxBuffer = 64_000_000
const words = [
  'sbom',
  '--sbom-format=cyclonedx',
  '--sbom-type=application',
  // With NODE_ENV=production npm would omit them by itself.
  '--include=dev',
  '--offline',
  '--logs-max=0',
]

/**
 * The packages that are installed and run in production, as npm lists them in CycloneDX, with licences and SHA-512. npm names the
 * product after its folder; here it has the name of its `package.json`. Throws `SbomFailed`.
 */
export async function readSbom(folder = projectFolder): Promise<Sbom> {
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  const found = await promisify(execFile)(npm, words, { cwd: folder, maxBuffer }).catch(
    (error: Error & { stderr?: string }) => {
      throw new SbomFailed(`npm sbom, which needs npm 10 or newer: ${(error.stderr || error.message).trim()}`)
    },
  )
  const needed = lockedPackages(folder).filter(({ dev }) => !dev)
  return inProduction(sbomSchema.parse(JSON.parse(found.stdout)), needed)
}

/**
 * The lock file says what production needs. npm's own `--omit=dev` also leaves out what both production and development need (89
 * packages here, `jose` among them), and of two copies of a version it marks one.
 */
function inProduction(sbom: Sbom, needed: readonly PackageCopy[]): Sbom {
  const { metadata } = sbom
  const names = new Set(needed.map(({ name, version }) => `${name}@${version}`))
  const components = sbom.components
    .filter(({ name, version }) => names.has(`${name}@${version}`))
    .map(({ properties, ...one }) => ({
      ...one,
      properties: properties.filter((each) => each.name !== devMark),
    }))
  const product = metadata.component
  const refs = new Set([product, ...components].map((one) => one['bom-ref']))
  const name = /^pkg:npm\/(.+)@[^@]+$/.exec(product.purl)?.[1] ?? product.name
  return {
    ...sbom,
    metadata: { ...metadata, component: { ...product, name } },
    components,
    dependencies: sbom.dependencies
      .filter(({ ref }) => refs.has(ref))
      .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((one) => refs.has(one)) })),
  }
}
